import { Pool } from 'undici';
import { stopAll } from '../support/daggy-process';
import { garbageRequest } from '../support/garbage';
import { ask } from '../support/http';
import { Random } from '../support/random';
import { type RunnerApi, startRunner } from '../support/runner';

jest.setTimeout(120_000);
afterAll(stopAll);

const SEED = Number(process.env.SEED ?? 20_261_121);
const REQUESTS = 4_000;
const AT_ONCE = 32;

let runner: RunnerApi;
beforeAll(async () => {
  runner = await startRunner();
});

it(`${REQUESTS} senseless requests are answered without a failure (seed ${SEED})`, async () => {
  const { paths } = JSON.parse((await ask(`${runner.server.url}/docs-json`)).body) as { paths: Record<string, object> };
  const routes = Object.entries(paths).map(([path, item]) => ({
    path,
    methods: Object.keys(item).map((method) => method.toUpperCase()),
  }));
  const random = new Random(SEED);
  const pool = new Pool(runner.server.url, { connections: AT_ONCE, pipelining: 1 });
  const statuses = new Set<number>();
  let sent = 0;
  const worker = async (): Promise<void> => {
    while (sent++ < REQUESTS) {
      const { method, path, headers, body } = garbageRequest(random, routes);
      // A long poll may take its time.
      if (/wait=[1-9]/.test(path)) continue;
      const answer = await pool.request({ method: method as 'GET', path, headers, body, headersTimeout: 20_000 });
      await answer.body.dump({ limit: 10_000_000 });
      if (answer.statusCode >= 500) throw new Error(`${answer.statusCode}: ${method} ${path} ${String(body)}`);
      statuses.add(answer.statusCode);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  await pool.destroy();
  expect([...statuses]).toEqual(expect.arrayContaining([200, 202, 400, 404, 405, 406, 409, 415]));
  expect((await ask(`${runner.server.url}/readyz`)).status).toBe(200);
  expect((await runner.runToEnd('echo fine')).outputLog).toBe('fine\n');
  expect(runner.server.stderr).not.toMatch(/"level":(50|60)/);
});
