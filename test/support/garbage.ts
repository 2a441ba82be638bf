import type { Random } from './random';

/** A request that nobody should send. */
export interface GarbageRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | Buffer | null;
}

const METHODS = ['GET', 'GET', 'GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND'];
/** What there may be: runs, tasks, attempts, by the parameter of a path. */
const LIKELY: Readonly<Record<string, readonly string[]>> = {
  '{runID}': Array.from({ length: 40 }, (_, i) => `${i + 1}`),
  '{taskName}': ['a', 'b', 'a_1'],
  '{attempt}': ['1', '2'],
  '{taskID}': ['t-1', 't-2', 't-3'],
};
const SEGMENTS = [
  '1',
  '2',
  '3',
  'a',
  'a_1',
  'b',
  'state',
  'tasks',
  'stdout',
  '0',
  '-1',
  '1e9',
  '..',
  '%2e%2e',
  '%00',
  '%ff',
  '%',
  '%25',
  'é',
  '__proto__',
  '*',
  ':runID',
  '',
  ' ',
  'x'.repeat(3000),
];
const NAMES = [
  'limit',
  'cursor',
  'state',
  'sort',
  'tag',
  'name',
  'since',
  'until',
  'template',
  'by',
  'around',
  'levels',
  'tail',
  'follow',
  'regex',
  'wait',
  'finishedSince',
  'prefix',
  'runID',
  '__proto__',
  'x',
  '',
  '%ff',
  'a[b]',
];
const VALUES = [
  '1',
  '0',
  '-1',
  '50',
  '99999999999999999999',
  'true',
  'QUEUED',
  'ERRORED,KILLED',
  '-runID',
  'startTime',
  'task',
  'template',
  'a',
  'a_1',
  '.*',
  '(',
  '(a+)+$',
  '[',
  '%',
  '%ff',
  '%00',
  '',
  '2026-11-20T08:00:00Z',
  'x'.repeat(2000),
  '{"a":1}',
  '💩',
];
const HEADERS: readonly (readonly [string, readonly string[]])[] = [
  [
    'content-type',
    [
      'application/json',
      'application/json; charset=latin1',
      'text/plain',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded',
      '',
      '/',
      'application/problem+json',
    ],
  ],
  ['accept', ['application/json', 'text/event-stream', 'text/plain', 'image/png', '*/*', 'x', '', ',;q=2']],
  [
    'range',
    ['bytes=0-', 'bytes=5-1', 'bytes=-', 'bytes=99999999-', 'bytes=0-0,2-3', 'x', 'bytes=9999999999999999999-'],
  ],
  ['last-event-id', ['', '1', 'x-1', '000000000000-999999999999999', '-'.repeat(500)]],
  ['idempotency-key', ['k', 'k2', 'a b', 'x'.repeat(300), '']],
  ['content-encoding', ['gzip', 'identity', 'x']],
  ['daggy-owner', ['0123456789abcdef:1', '0123456789abcdef:2', 'x', ':', '0123456789abcdef:99999999999999999999']],
  ['origin', ['http://evil.example', 'null', 'x']],
  ['if-none-match', ['*', '"x"']],
  ['x-http-method-override', ['DELETE']],
  ['cookie', ['a=b; __proto__=x']],
];
const BODIES = [
  '',
  '{}',
  '[]',
  'null',
  '1',
  '"x"',
  '{',
  '{"state":"KILLED"}',
  '{"state":"QUEUED","downstream":true}',
  '{"state":"PAUSED"}',
  '{"state":"RUNNING"}',
  '{"state":"COMPLETED","filter":{"state":"ERRORED"}}',
  '{"state":"QUEUED","names":["a","x"],"dryRun":true}',
  '{"state":"KILLED","filter":{"name":"(("}}',
  '{"tasks":{"a":{"job":{"output":"x"},"children":["b"]},"b":{"job":{}}},"executionParameters":{"pool":"dry"}}',
  '{"parameters":{"N":["1","2"]},"tasks":{"a":{"job":{"output":"{{N}}","rc":1},"maxRetries":2}},"executionParameters":{"pool":"dry"}}',
  '{"__proto__":{"state":"KILLED"}}',
  '[[[[[[[[',
  '{"tasks":{"a":null}}',
  '{"tasks":[1]}',
  '\ufeff{}',
  '{"a":1e999}',
  '{"taskID":"t-1","command":["/bin/true"],"cores":1,"memoryMB":1}',
  '{"tasks":[{"taskID":"t-2","commandString":"echo x","cores":"0.5","memoryMB":1},{"taskID":"t-3","cores":1e99}]}',
  '{"taskIDs":["t-1","t-3"],"cause":"killed"}',
  '{"taskIDs":["t-2"]}',
  '{"taskID":"t-3","command":["\\u0000"],"cores":1,"memoryMB":{},"environment":{"__proto__":1},"ioMax":"\\n"}',
];

/** A path with parameters in braces, as the API's document has it, and the methods that it is for. */
export interface Route {
  readonly path: string;
  readonly methods: readonly string[];
}

export function garbageRequest(random: Random, routes: readonly Route[]): GarbageRequest {
  const route = random.pick(routes);
  const method = random.pick(random.chance(0.7) ? route.methods : METHODS);
  const path = `${garbagePath(random, route.path)}${random.chance(0.5) ? garbageQuery(random) : ''}`;
  const headers: Record<string, string> = {};
  while (random.chance(0.4)) {
    const [name, values] = random.pick(HEADERS);
    headers[name] = random.pick(values);
  }
  const body = random.chance(method === 'GET' || method === 'HEAD' ? 0.1 : 0.9) ? garbageBody(random) : null;
  if (body !== null && random.chance(0.7)) headers['content-type'] = 'application/json';
  return { method, path, headers, body };
}

function garbagePath(random: Random, route: string): string {
  const segments = route
    .split('/')
    .slice(1)
    .flatMap((segment) => {
      if (segment.startsWith('{')) return [random.pick(random.chance(0.7) ? (LIKELY[segment] ?? SEGMENTS) : SEGMENTS)];
      if (random.chance(0.03)) return [random.pick(SEGMENTS)];
      return random.chance(0.02) ? [] : [segment];
    });
  if (random.chance(0.05)) segments.push(random.pick(SEGMENTS));
  return encodeURI(`/${segments.join('/')}`).replace(/%25/g, '%');
}

function garbageQuery(random: Random): string {
  const parts: string[] = [];
  while (random.chance(0.4)) parts.push(`${random.pick(NAMES)}${random.chance(0.9) ? '=' : ''}${random.pick(VALUES)}`);
  if (parts.length === 0) return '';
  return `?${encodeURI(parts.join('&')).replace(/%25/g, '%').replace(/#/g, '')}`;
}

function garbageBody(random: Random): string | Buffer {
  const text = random.pick(BODIES);
  if (random.chance(0.6)) return text;
  const bytes = Buffer.from(text);
  for (let i = 0; i < bytes.length; i++) if (random.chance(0.05)) bytes[i] = random.below(256);
  return bytes;
}

/** What is no HTTP, or nearly. */
export function garbageBytes(random: Random): Buffer {
  const lines = [
    'GET / HTTP/1.1',
    'GET /livez HTTP/9.9',
    'POST /api/v1/dagruns HTTP/1.1',
    'Host: x',
    'Content-Length: -1',
    'Content-Length: 99999999999',
    'Transfer-Encoding: chunked',
    'Content-Length: 5',
    'Connection: upgrade',
    'Upgrade: websocket',
    'X: ' + 'y'.repeat(20_000),
    '',
    '',
    'zz',
    '{}',
    '\0\0\0',
    'PRI * HTTP/2.0',
    'CONNECT a:1 HTTP/1.1',
    'GET http://[::1 HTTP/1.1',
    'Expect: 100-continue',
  ];
  const count = 1 + random.below(8);
  const bytes = Buffer.from(Array.from({ length: count }, () => random.pick(lines)).join('\r\n') + '\r\n\r\n');
  while (random.chance(0.5)) bytes[random.below(bytes.length)] = random.below(256);
  return bytes;
}
