import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { problemSchema, type ProblemBody } from '#wire/problem';
import { type Api, problem, startDaggyd, valid } from '../support/api';
import { stopAll } from '../support/daggy-process';
import type { Answer } from '../support/http';

jest.setTimeout(120_000);

let api: Api;
beforeAll(async () => {
  api = await startDaggyd();
});
afterAll(stopAll);

const job = { command: ['/bin/true'] };
const values = (n: number) => Array.from({ length: n }, (_, i) => `${i}`);

/** Resident memory of daggyd, MB. */
function residentMB(): number {
  const match = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${api.server.pid}/status`, 'utf8'));
  return Number(match?.[1]) / 1024;
}

const cases: readonly (readonly [string, object | string, string, RegExp])[] = [
  ['not JSON', '{"tasks": ', '', /./],
  ['not JSON at all', 'tasks: {}', '', /./],
  ['nothing', '', '', /./],
  ['a list', [], '', /object/],
  ['null', 'null', '', /object/],
  [
    'two equal keys',
    '{"tasks": {"a": {"job": {"command": ["x"]}}, "a": {"job": {"command": ["y"]}}}}',
    '/tasks/a',
    /twice|more than once|again|already/,
  ],
  ['an unknown field', { tasks: { a: { job } }, taks: 1 }, '/taks', /tasks/],
  ['an unknown task field', { tasks: { a: { job, parent: [] } } }, '/tasks/a/parent', /parents/],
  ['a wrong type', { tasks: { a: { job, maxRetries: 'x' } } }, '/tasks/a/maxRetries', /./],
  ['no tasks', { tasks: {} }, '/tasks', /empty/],
  ['tasks missing', {}, '', /missing/],
  ['a bad name', { tasks: { 'a b': { job } } }, '/tasks/a b', /name/],
  ['a path as a name', { tasks: { '../x': { job } } }, '/tasks/..~1x', /name/],
  ['two dots as a name', { tasks: { '..': { job } } }, '/tasks/..', /name/],
  ['an empty name', { tasks: { '': { job } } }, '/tasks/', /name/],
  ['a NUL in a name', { tasks: { 'a\u0000': { job } } }, '/tasks/a\u0000', /name/],
  ['an unknown parent', { tasks: { a: { job, parents: ['b'] } } }, '/tasks/a/parents/0', /b/],
  ['itself as a parent', { tasks: { a: { job, parents: ['a'] } } }, '/tasks/a/parents/0', /a/],
  [
    'an unknown parameter',
    { parameters: { DATE: 'x' }, tasks: { a: { job: { command: ['{{DATA}}'] } } } },
    '/tasks/a/job/command/0',
    /DATE/,
  ],
  ['an empty array', { parameters: { D: [] }, tasks: { a: { job } } }, '/parameters/D', /./],
  [
    'both commands',
    { tasks: { a: { job: { ...job, commandString: 'x' } } } },
    '/tasks/a/job/commandString',
    /not both/,
  ],
  ['neither command', { tasks: { a: { job: {} } } }, '/tasks/a/job', /command/],
  ['unbalanced quotes', { tasks: { a: { job: { commandString: "echo 'x" } } } }, '/tasks/a/job/commandString', /quote/],
  ['an unknown pool', { tasks: { a: { job } }, executionParameters: { pool: 'x' } }, '/executionParameters/pool', /x/],
  [
    'a NUL in a command',
    { tasks: { a: { job: { command: ['/bin/echo', 'a\u0000b'] } } } },
    '/tasks/a/job/command/1',
    /./,
  ],
];

describe('a submission is refused with the place of', () => {
  it.each(cases)('%s', async (_name, definition, pointer, message) => {
    const body = problem(await api.send('POST', '/dagruns', definition), 400, 'invalid-definition');
    expect(body.errors).toContainEqual({ pointer, message: expect.stringMatching(message) });
  });

  it('a cycle, which is shown', async () => {
    const tasks = { a: { job, children: ['b'] }, b: { job, children: ['c'] }, c: { job, children: ['a'] } };
    const { errors } = problem(await api.send('POST', '/dagruns', { tasks }), 400, 'invalid-definition');
    expect(errors?.[0].message).toContain('a -> b -> c -> a');
  });
});

describe('a submission is survived', () => {
  it('with 100,000 levels', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    for (const text of [
      deep,
      `{"tasks": {"a": {"job": {"command": ["x"], "environment": ${deep}}}}}`,
      '{"tasks":'.repeat(100_000),
    ]) {
      problem(await api.send('POST', '/dagruns', text), 400, 'invalid-definition');
      problem(await api.send('PATCH', '/dagruns/1/state', text), 400, 'invalid-request');
    }
  });

  it('with __proto__ as a key', async () => {
    const text =
      '{"tasks": {"__proto__": {"job": {"command": ["/bin/true"]}, "__proto__": {"isGenerator": true}}}, "__proto__": {"tag": "x"}}';
    const { errors } = problem(await api.send('POST', '/dagruns', text), 400, 'invalid-definition');
    expect(errors?.map(({ pointer }) => pointer)).toEqual(
      expect.arrayContaining(['/__proto__', '/tasks/__proto__/__proto__']),
    );
    const dry = '{"tasks": {"__proto__": {"job": {"output": "x"}}}, "executionParameters": {"pool": "dry"}}';
    const { runID } = valid<{ runID: number }>(await api.send('POST', '/dagruns', dry), {});
    await api.reached(runID, 'COMPLETED');
    expect((await api.ask(`/dagruns/${runID}/tasks/__proto__`)).status).toBe(200);
    problem(
      await api.send('PATCH', `/dagruns/${runID}/state`, '{"__proto__": {}, "state": "KILLED"}'),
      400,
      'invalid-request',
    );
  });

  it('with unpaired surrogates, whose places it tells', async () => {
    const text =
      '{"tag": "\\ud800", "tasks": {"a": {"job": {"output": "\\udc00x"}}}, "executionParameters": {"pool": "dry"}}';
    const { errors } = problem(await api.send('POST', '/dagruns', text), 400, 'invalid-definition');
    expect(errors?.map(({ pointer }) => pointer)).toEqual(['/tag', '/tasks/a/job/output']);
  });

  it('that is not UTF-8', async () => {
    const answer = await api.ask('/dagruns', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from([0x7b, 0xff, 0x7d]),
    });
    problem(answer, 400, 'invalid-request');
  });

  it('of 10^12 tasks without making them', async () => {
    const parameters = { A: values(1000), B: values(1000), C: values(1000), D: values(1000) };
    const definition = { parameters, tasks: { a: { job: { command: ['{{A}}{{B}}{{C}}{{D}}'] } } } };
    await api.send('POST', '/dagruns/validate', definition);
    const before = residentMB();
    const { errors } = problem(await api.send('POST', '/dagruns', definition), 400, 'invalid-definition');
    expect(errors?.[0].message).toContain('1,000,000,000,000');
    expect(residentMB() - before).toBeLessThan(30);
  });

  it('of another type than JSON', async () => {
    problem(await api.send('POST', '/dagruns', '{}', { 'content-type': 'text/plain' }), 415, 'unsupported-media-type');
    problem(await api.send('POST', '/dagruns', '{}', { 'content-encoding': 'gzip' }), 415, 'unsupported-media-type');
  });
});

describe('too large a body is refused', () => {
  /** Sends as much of a body as daggyd takes. */
  function pour(path: string, megabytes: number, headers: Record<string, string | number>): Promise<Answer> {
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        `${api.server.url}/api/v1${path}`,
        { method: 'POST', agent: false, headers },
        (response) => {
          let body = '';
          response.setEncoding('utf8').on('data', (text: string) => (body += text));
          response.on('end', () => {
            request.destroy();
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
          });
        },
      );
      request.on('error', reject);
      let sent = 0;
      const write = (): void => {
        while (sent < megabytes && !request.destroyed) {
          sent++;
          if (!request.write(chunk)) return void request.once('drain', write);
        }
        request.end();
      };
      write();
    });
  }

  it('by its length, before it is read: 300 MB', async () => {
    const before = residentMB();
    const answer = await pour('/dagruns', 300, {
      'content-type': 'application/json',
      'content-length': 300 * 1024 * 1024,
    });
    expect(valid<ProblemBody>({ ...answer, status: 200 }, problemSchema).code).toBe('too-large');
    expect(residentMB() - before).toBeLessThan(100);
  });

  it('in chunks, as soon as that is known', async () => {
    api = await startDaggyd({ limits: { maxBodyMB: 2 } });
    const answer = await pour('/dagruns/validate', 40, { 'content-type': 'application/json' });
    expect([answer.status, valid<ProblemBody>({ ...answer, status: 200 }, problemSchema).code]).toEqual([
      413,
      'too-large',
    ]);
    const fits = await api.send(
      'POST',
      '/dagruns/validate',
      `{"tasks":{"a":{"job":{"command":["x"]}}}${' '.repeat(2 * 1024 * 1024 - 60)}}`,
    );
    expect(fits.status).toBe(200);
  });
});
