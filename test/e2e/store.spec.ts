import { execFileSync } from 'node:child_process';
import { runListSchema, type RunList } from '#wire/run';
import { type Api, problem, startDaggyd } from '../support/api';
import { stopAll, temporaryDirectory } from '../support/daggy-process';
import { ask } from '../support/http';

jest.setTimeout(60_000);

afterEach(stopAll);

const dry = { executionParameters: { pool: 'dry' } };
const one = { ...dry, tasks: { a: { job: {} } } };

/** A limit of the kernel on the size of files stands for the full disk. */
function limitFiles(api: Api, bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', `${api.server.pid}`, `--fsize=${bytes}:unlimited`]);
}

describe('a store that takes nothing any more', () => {
  it('is told of, changes are refused, reads are answered, and all goes on when it does', async () => {
    const api = await startDaggyd();
    const done = await api.submit(one);
    await api.reached(done, 'COMPLETED');
    const ready = () => ask(`${api.server.url}/readyz`);
    expect((await ready()).status).toBe(200);
    const slow = await api.submit({
      ...dry,
      tasks: { a: { job: { durationMs: 300 }, children: ['b'] }, b: { job: {} } },
    });
    limitFiles(api, 1);
    // It was not known yet that the store takes nothing: not left waiting, though, and told that it may still happen.
    const first = problem(await api.send('POST', '/dagruns', one), 503, 'store-unavailable');
    expect(first.detail).toContain('may still be carried out');
    await api.until('not ready', ready, ({ status }) => status === 503);
    expect(problem(await ready(), 503, 'not-ready').detail).toContain('store');
    for (const [method, path, body] of [
      ['POST', '/dagruns', one],
      ['PATCH', `/dagruns/${done}/state`, { state: 'KILLED' }],
      ['PATCH', `/dagruns/${done}/tasks/a/state`, { state: 'QUEUED' }],
      ['PATCH', `/dagruns/${done}/tasks/state`, { state: 'QUEUED', names: ['a'] }],
    ] as const) {
      const answer = await api.send(method, path, body);
      problem(answer, 503, 'store-unavailable');
      expect(answer.headers['retry-after']).toBeDefined();
    }
    problem(await api.ask(`/dagruns/${done}`, { method: 'DELETE' }), 503, 'store-unavailable');
    expect((await api.run(done)).state).toBe('COMPLETED');
    expect((await api.ask(`/dagruns/${slow}/tasks`)).status).toBe(200);
    expect((await ask(`${api.server.url}/metrics`)).body).toContain('daggy_store_trouble 1');
    limitFiles(api, 'unlimited');
    await api.until('ready again', ready, ({ status }) => status === 200);
    await api.reached(slow, 'COMPLETED');
    expect((await api.run(slow)).taskCounts.COMPLETED).toBe(2);
    const after = await api.submit(one);
    await api.reached(after, 'COMPLETED');
    // The one whose fate was open was carried out.
    const { items } = await api.get<RunList>('/dagruns', runListSchema);
    expect(items.map(({ runID, state }) => [runID, state])).toEqual(
      [after, after - 1, slow, done].map((id) => [id, 'COMPLETED']),
    );
  });
});

describe('retention', () => {
  it('removes the oldest finished runs beyond the number, and no others', async () => {
    const dataDirectory = temporaryDirectory();
    const first = await startDaggyd({}, { dataDirectory });
    const kept = await first.submit({ ...dry, tasks: { a: { job: { durationMs: 600_000 } } } });
    const ids: number[] = [];
    for (let i = 0; i < 4; i++) ids.push(await first.submit({ ...dry, tasks: { a: { job: { output: 'x' } } } }));
    for (const id of ids) await first.reached(id, 'COMPLETED');
    await first.server.stop('SIGKILL');
    const second = await startDaggyd({ retention: { maxRuns: 3, maxAgeDays: 1 } }, { dataDirectory });
    const list = async () => (await second.get<RunList>('/dagruns', runListSchema)).items.map(({ runID }) => runID);
    const left = await second.until('two are gone', list, ({ length }) => length === 3);
    expect(left).toEqual([ids[3], ids[2], kept]);
    expect((await second.ask(`/dagruns/${ids[3]}/tasks/a/attempts/1/stdout`)).body).toBe('x');
  });
});
