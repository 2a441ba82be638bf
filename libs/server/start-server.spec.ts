import 'reflect-metadata';
import { connect } from 'node:net';
import {
  Controller,
  Get,
  HttpCode,
  Injectable,
  Logger,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
  Patch,
  Post,
  Req,
  Res,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { DaggyError } from '#dag/errors';
import { bulkRequestExample, bulkRequestSchema, type BulkRequest } from '#wire/state-change';
import { ask, RawConnection, until } from '../../test/support/http';
import { openApiFaults } from '../../test/support/openapi-walk';
import { JsonBody, readJsonText } from './http/body';
import { PAGING } from './http/paging';
import type { QueryOf } from './http/query';
import { Operation } from './openapi/operation';
import { Query } from './openapi/operation-guard';
import { Readiness } from './probes/readiness';
import { API_BASE } from './server-info';
import { type RunningServer, startServer } from './start-server';
import { StartupError } from './process/startup-error';

const anything = { schema: { description: 'Anything.' }, example: {} };
const lifecycle: string[] = [];
let notReady: string | undefined;
let release: () => void = () => undefined;

@Controller(`${API_BASE}/things`)
class ThingsController {
  @Get()
  @Operation({ id: 'listThings', summary: 'List', tag: 'things', query: PAGING, ok: anything })
  list(@Query() query: QueryOf<typeof PAGING>): unknown {
    return query;
  }

  @Get('conflict')
  @Operation({ id: 'conflict', summary: 'Conflict', tag: 'things', ok: anything, problems: [409] })
  conflict(): never {
    throw new DaggyError('conflict', 'Thing 1 is DONE', [{ pointer: '/a', message: 'b' }]);
  }

  @Get('bug')
  @Operation({ id: 'bug', summary: 'Bug', tag: 'things', ok: anything })
  bug(): never {
    throw new Error('secret detail');
  }

  @Get('slow')
  @Operation({ id: 'slow', summary: 'Slow', tag: 'things', ok: anything })
  slow(): Promise<unknown> {
    return new Promise((resolve) => {
      release = () => resolve({ slow: true });
    });
  }

  @Patch('state')
  @Operation({
    id: 'changeThings',
    summary: 'Change',
    tag: 'things',
    body: { schema: bulkRequestSchema, example: bulkRequestExample },
    ok: anything,
    problems: [413, 415],
  })
  change(@JsonBody({ schema: bulkRequestSchema }) body: BulkRequest): unknown {
    return body;
  }

  @Post()
  @HttpCode(200)
  @Operation({ id: 'submit', summary: 'Submit', tag: 'things', ok: anything, problems: [413, 415] })
  async submit(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<unknown> {
    return { length: (await readJsonText(request, response, 1000)).length };
  }

  @Get(':name')
  @Operation({ id: 'getThing', summary: 'Get', tag: 'things', ok: { ...anything, type: 'text/plain' } })
  one(@Req() request: Request): unknown {
    return request.params;
  }
}

@Injectable()
class Lifecycle implements OnModuleInit, OnApplicationShutdown {
  constructor(readiness: Readiness) {
    readiness.add('store', () => notReady);
  }

  onModuleInit(): void {
    lifecycle.push('init');
  }

  onApplicationShutdown(): void {
    lifecycle.push('shutdown');
  }
}

@Module({ controllers: [ThingsController], providers: [Lifecycle] })
class ThingsModule {}

const logged: string[] = [];
const logger = {
  log: () => undefined,
  warn: () => undefined,
  debug: () => undefined,
  error: (message: unknown) => logged.push(String(message)),
};

function start(port = 0, webThreads = 2, corsOrigins: string[] = ['https://ui.example.org']): Promise<RunningServer> {
  return startServer({
    info: { name: 'daggyd', version: '1.2.3', api: 'v1' },
    settings: { address: { ip: 'localhost', port, origin: (pointer) => `key ${pointer}` }, webThreads, corsOrigins },
    logger,
    application: { module: ThingsModule },
    description: 'Things.',
    schemas: { BulkRequest: bulkRequestSchema },
  });
}

let server: RunningServer;
let api: string;
let port: number;
beforeAll(async () => {
  server = await start();
  api = `${server.url}/${API_BASE}/things`;
  port = Number(new URL(server.url).port);
});
afterAll(async () => {
  await server.stop();
  Logger.overrideLogger(false);
});

async function problem(path: string, options: Parameters<typeof ask>[1] = {}) {
  const answer = await ask(path, options);
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  const body = JSON.parse(answer.body) as { status: number; code: string; detail: string; errors?: unknown };
  expect(body).toMatchObject({ type: 'about:blank', title: expect.any(String), status: answer.status });
  return { ...body, headers: answer.headers };
}

describe('answers', () => {
  it('probes, version and metrics', async () => {
    expect(await ask(`${server.url}/livez`)).toMatchObject({ status: 200, body: '{"status":"ok"}' });
    expect(await ask(`${server.url}/readyz`)).toMatchObject({ status: 200 });
    notReady = 'cannot be reached';
    expect(await problem(`${server.url}/readyz`)).toMatchObject({ status: 503, detail: 'store: cannot be reached' });
    notReady = undefined;
    expect(JSON.parse((await ask(`${server.url}/version`)).body)).toEqual({
      name: 'daggyd',
      version: '1.2.3',
      api: 'v1',
    });
    await ask(`${api}/some-name`);
    const { body } = await ask(`${server.url}/metrics`);
    expect(body).toMatch(
      /daggy_http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/things\/:name",status="200"\} 1/,
    );
    expect(body).toContain('nodejs_eventloop_lag_seconds');
    expect(body).not.toContain('some-name');
  });

  it('documents every operation, with examples that are valid', async () => {
    const document = JSON.parse((await ask(`${server.url}/docs-json`)).body) as object;
    expect(openApiFaults(document)).toEqual(['GET /api/v1/things/{name}: path parameter name is not declared']);
    expect(JSON.stringify(document)).toContain('"$ref":"#/components/schemas/BulkRequest"');
    expect(document).toMatchObject({ openapi: '3.1.0', components: { schemas: { BulkRequest: { type: 'object' } } } });
  });

  it('serves Swagger UI so that a browser runs it', async () => {
    const page = await ask(`${server.url}/docs`);
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    const scripts = [...page.body.matchAll(/<script src="\.\/([^"]+)"/g)].map((match) => match[1]);
    expect(scripts.length).toBeGreaterThan(1);
    for (const script of scripts) {
      const answer = await ask(`${server.url}/${script}`);
      expect(answer.headers['content-type']).toMatch(/javascript/);
    }
    // An inline script would not run under this policy.
    expect(page.body).not.toMatch(/<script>/);
    expect(page.headers['content-security-policy']).toMatch(/script-src 'self';/);
  });

  it('gives handlers their query, checked', async () => {
    expect((await ask(`${api}?limit=3`)).body).toBe('{"limit":3}');
    expect(await problem(`${api}?limt=3`)).toMatchObject({
      status: 400,
      code: 'invalid-request',
      errors: [{ pointer: '/limt', message: 'unknown query parameter. Did you mean "limit"?' }],
    });
    expect((await problem(`${server.url}/livez?x=1`)).status).toBe(400);
  });

  it('gives handlers their body, checked and with defaults', async () => {
    const send = (body: string | Buffer, headers = {}) => ({ method: 'PATCH', body, headers });
    const answer = await ask(`${api}/state`, send('{"state":"KILLED","names":["a"]}'));
    expect(JSON.parse(answer.body)).toEqual({ state: 'KILLED', names: ['a'], downstream: false, dryRun: false });
    expect(await problem(`${api}/state`, send('{"stat":"KILLED"}'))).toMatchObject({
      status: 400,
      errors: expect.arrayContaining([{ pointer: '/stat', message: 'unknown key "stat". Did you mean "state"?' }]),
    });
    expect(await problem(`${api}/state`, send('{"state":'))).toMatchObject({
      status: 400,
      detail: expect.stringMatching(/line 1/),
    });
    expect((await problem(`${api}/state`, send(Buffer.from([0x22, 0xff, 0x22])))).status).toBe(400);
    expect((await problem(`${api}/state`, send(''))).status).toBe(400);
    expect((await problem(`${api}/state`, send('['.repeat(100_000)))).status).toBe(400);
    expect(await problem(`${api}/state`, send('{}', { 'Content-Type': 'text/plain' }))).toMatchObject({
      status: 415,
      code: 'unsupported-media-type',
    });
    expect((await problem(`${api}/state`, send(Buffer.alloc(2_000_000, ' ')))).status).toBe(413);
  });

  it('reads the text of a body for others to parse', async () => {
    expect(await ask(api, { method: 'POST', body: '{"a": 1}' })).toMatchObject({ status: 200, body: '{"length":8}' });
    expect((await problem(api, { method: 'POST', body: 'x'.repeat(1001) })).status).toBe(413);
    expect((await problem(api, { method: 'POST', body: Buffer.from([0xc3]) })).status).toBe(400);
  });

  it('names unknown paths, and the methods that are possible at known ones', async () => {
    expect(await problem(`${server.url}/nowhere`)).toMatchObject({
      status: 404,
      detail: expect.stringMatching(/\/nowhere/),
    });
    expect(await problem(`${server.url}/api/v1/nowhere`, { method: 'POST', body: '{}' })).toMatchObject({
      code: 'not-found',
    });
    expect(await problem(api, { method: 'DELETE' })).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD, POST' },
    });
    expect(await problem(`${server.url}/livez`, { method: 'POST' })).toMatchObject({ headers: { allow: 'GET, HEAD' } });
    expect(await ask(api, { method: 'OPTIONS' })).toMatchObject({ status: 204, headers: { allow: 'GET, HEAD, POST' } });
    expect((await problem(`${api}/%ff`)).status).toBe(400);
    expect((await problem(`${api}/${'x'.repeat(10_000)}/y`)).detail.length).toBeLessThan(300);
    expect(await ask(api, { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
  });

  it('is not acceptable to who accepts only something else', async () => {
    expect(await problem(api, { headers: { Accept: 'image/png' } })).toMatchObject({
      status: 406,
      code: 'not-acceptable',
    });
    expect((await ask(api, { headers: { Accept: 'text/html, */*;q=0.1' } })).status).toBe(200);
    expect((await ask(`${api}/x`, { headers: { Accept: 'text/plain' } })).status).toBe(200);
  });

  it('maps errors of the core, and hides those that nobody foresaw', async () => {
    expect(await problem(`${api}/conflict`)).toMatchObject({
      status: 409,
      code: 'conflict',
      detail: 'Thing 1 is DONE',
      errors: [{ pointer: '/a', message: 'b' }],
    });
    const bug = await problem(`${api}/bug`);
    expect(bug).toMatchObject({ status: 500, code: 'internal' });
    expect(JSON.stringify(bug)).not.toContain('secret');
    const id = /[\w-]{36}/.exec(bug.detail)?.[0] ?? 'none';
    expect(logged.some((line) => line.includes(id) && line.includes('secret detail'))).toBe(true);
  });

  it('answers what is not HTTP', async () => {
    const connection = new RawConnection(port);
    connection.send('GET / HTTP/9.9\r\n\r\n');
    await until('the answer', () => connection.received.includes('"invalid-request"'));
    expect(connection.received).toMatch(/^HTTP\/1\.1 400 /);
    await until('the end of the connection', () => connection.closed);
    const headers = new RawConnection(port);
    headers.send(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`);
    await until('the answer', () => headers.received.startsWith('HTTP/1.1 431 '));
    await until('the end of the connection', () => headers.closed);
  });
});

describe('other origins', () => {
  it('only configured ones may read', async () => {
    const allowed = await ask(api, { headers: { Origin: 'https://ui.example.org' } });
    expect(allowed.headers['access-control-allow-origin']).toBe('https://ui.example.org');
    const other = await ask(api, { headers: { Origin: 'https://evil.example' } });
    expect(other.headers['access-control-allow-origin']).toBeUndefined();
    const preflight = {
      method: 'OPTIONS',
      headers: { Origin: 'https://ui.example.org', 'Access-Control-Request-Method': 'PATCH' },
    };
    expect((await ask(`${api}/state`, preflight)).headers['access-control-allow-methods']).toContain('PATCH');
  });

  it('pages of others change nothing, not even by a request that needs no preflight', async () => {
    const post = (origin: string) => ({ method: 'POST', body: '{}', headers: { Origin: origin } });
    expect(await problem(api, post('https://evil.example'))).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await problem(api, post('null'))).toMatchObject({ status: 403 });
    expect((await ask(api, post('https://ui.example.org'))).status).toBe(200);
    expect((await ask(api, post(server.url))).status).toBe(200);
  });

  it('a page is not of this server only because its name means this host now', async () => {
    const post = (host: string, scheme = 'http') =>
      ask(api, { method: 'POST', body: '{}', headers: { Host: host, Origin: `${scheme}://${host}` } });
    for (const host of ['evil.example', `evil.example:${port}`, 'localhost.evil.example', 'notlocalhost', '[x]']) {
      expect([host, (await post(host)).status]).toEqual([host, 403]);
    }
    for (const host of [`localhost:${port}`, 'daggy.localhost', '127.0.0.1', '[::1]:80', '192.168.1.7']) {
      expect([host, (await post(host)).status]).toEqual([host, 200]);
    }
    // A listed one works behind a proxy, whatever the proxy makes of the Host header.
    const headers = { Host: 'inside.example', Origin: 'https://ui.example.org' };
    expect((await ask(api, { method: 'POST', body: '{}', headers })).status).toBe(200);
  });
});

describe('turns', () => {
  it('requests beyond web-threads wait, probes do not', async () => {
    const one = await start(0, 1);
    const slow = ask(`${one.url}/${API_BASE}/things/slow`);
    const metrics = async () => (await ask(`${one.url}/metrics`)).body;
    while (!(await metrics()).includes('daggy_http_requests_handling 1'));
    const second = ask(`${one.url}/${API_BASE}/things`);
    while (!(await metrics()).includes('daggy_http_requests_waiting 1'));
    expect((await ask(`${one.url}/livez`)).status).toBe(200);
    release();
    expect((await slow).body).toBe('{"slow":true}');
    expect((await second).status).toBe(200);
    await one.stop();
  });
});

describe('beginning and end', () => {
  it('starts nothing when the port is taken', async () => {
    lifecycle.length = 0;
    const second = start(port);
    await expect(second).rejects.toThrow(StartupError);
    await expect(second).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/^key \/port: port \d+ .*in use/),
    });
    expect(lifecycle).toEqual([]);
  });

  it('refuses an address that is not of this host', async () => {
    const address = { ip: '192.0.2.1', port: 0, origin: (pointer: string) => `key ${pointer}` };
    const refused = startServer({
      info: { name: 'daggyd', version: '1', api: 'v1' },
      settings: { address, webThreads: 1, corsOrigins: [] },
      logger,
      application: { module: ThingsModule },
      description: '',
      schemas: {},
    });
    await expect(refused).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(/^key \/ip/) });
  });

  it('lets requests under way end before the hooks run, and leaves no connection', async () => {
    const other = await start();
    const otherPort = Number(new URL(other.url).port);
    lifecycle.length = 0;
    const idle = connect(otherPort, '127.0.0.1');
    const idleClosed = new Promise<void>((resolve) => idle.once('close', () => resolve()));
    release = () => undefined;
    const slow = new RawConnection(otherPort);
    slow.send(`GET /${API_BASE}/things/slow HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\n`);
    await until('the request to be handled', () => release.toString().includes('slow'));
    const begin = performance.now();
    const stopped = other.stop();
    await new Promise<void>((resolve) => {
      connect(otherPort, '127.0.0.1').once('error', () => resolve());
    });
    expect(lifecycle).toEqual([]);
    release();
    await until('the answer', () => slow.received.includes('{"slow":true}'));
    await stopped;
    await idleClosed;
    await until('the end of the connection', () => slow.closed);
    expect(performance.now() - begin).toBeLessThan(2_000);
    expect(lifecycle).toEqual(['shutdown']);
  });
});
