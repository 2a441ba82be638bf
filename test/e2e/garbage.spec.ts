import { once } from 'node:events';
import { Pool } from 'undici';
import { type Api, startDaggyd } from '../support/api';
import { stopAll } from '../support/daggy-process';
import { type GarbageRequest, garbageBytes, garbageRequest, type Route } from '../support/garbage';
import { ask, RawConnection } from '../support/http';
import { Random } from '../support/random';

jest.setTimeout(240_000);

const SEED = Number(process.env.SEED ?? 20_261_120);
const REQUESTS = 10_000;
const AT_ONCE = 32;

let api: Api;
let routes: Route[];
beforeAll(async () => {
  api = await startDaggyd();
  const { paths } = JSON.parse((await ask(`${api.server.url}/docs-json`)).body) as { paths: Record<string, object> };
  const documented = Object.entries(paths).map(([path, item]) => ({
    path,
    methods: Object.keys(item).map((method) => method.toUpperCase()),
  }));
  const others = ['/docs', '/docs-json', '/', '/api/v1'].map((path) => ({ path, methods: ['GET'] }));
  routes = [...documented, ...others];
  for (let i = 0; i < 40; i++) {
    const tasks = { a: { job: { output: 'x\ny\n' }, children: ['b'] }, b: { job: { rc: i % 3 } } };
    await api.submit({ tasks, executionParameters: { pool: 'dry' } });
  }
});
afterAll(stopAll);

async function stillWorks(): Promise<void> {
  expect((await ask(`${api.server.url}/livez`)).status).toBe(200);
  expect((await ask(`${api.server.url}/readyz`)).status).toBe(200);
  const runID = await api.submit({ tasks: { a: { job: { command: ['/bin/echo', 'hello'] } } } });
  await api.reached(runID, 'COMPLETED');
  expect(api.server.stderr).not.toMatch(/"level":(50|60)/);
}

/** The status; an answer without end (events, following) is left as soon as it has begun. */
async function send(pool: Pool, { method, path, headers, body }: GarbageRequest): Promise<number> {
  const answer = await pool.request({ method: method as 'GET', path, headers, body, headersTimeout: 20_000 });
  if (answer.headers['content-type'] === 'text/event-stream; charset=utf-8' || path.includes('follow=true')) {
    answer.body.on('error', () => undefined).destroy();
  } else await answer.body.dump({ limit: 10_000_000 });
  return answer.statusCode;
}

it(`${REQUESTS} senseless requests are answered without a failure (seed ${SEED})`, async () => {
  const random = new Random(SEED);
  const pool = new Pool(api.server.url, { connections: AT_ONCE, pipelining: 1 });
  const statuses = new Map<number, number>();
  let sent = 0;
  const worker = async (): Promise<void> => {
    while (sent++ < REQUESTS) {
      const request = garbageRequest(random, routes);
      const status = await send(pool, request).catch((error: unknown) => {
        throw new Error(`${String(error)}: ${JSON.stringify(request).slice(0, 600)}`);
      });
      if (status >= 500) throw new Error(`${status}: ${JSON.stringify(request).slice(0, 600)}`);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  await pool.destroy();
  // Not all was refused for the same reason.
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 201, 400, 404, 405, 406, 409, 415]));
  await stillWorks();
});

it(`bytes that are no requests do no harm (seed ${SEED})`, async () => {
  const random = new Random(SEED);
  const port = Number(new URL(api.server.url).port);
  for (let round = 0; round < 20; round++) {
    const connections = Array.from({ length: 25 }, () => {
      const connection = new RawConnection(port);
      connection.send(garbageBytes(random));
      return connection;
    });
    await Promise.all(connections.map(({ socket }) => once(socket, 'connect')));
    // A first answer or the end of the connection; some wait for more, and are left.
    const deadline = new Promise((resolve) => setTimeout(resolve, 100));
    await Promise.all(
      connections.map(({ socket }) => Promise.race([once(socket, 'data'), once(socket, 'close'), deadline])),
    );
    for (const { received } of connections) expect(received).not.toMatch(/^HTTP\/1\.1 5\d\d/m);
    for (const connection of connections) connection.destroy();
  }
  await stillWorks();
});
