import { request as httpRequest } from 'node:http';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AttemptList, attemptListSchema } from '#wire/attempt';
import { type PoolList, poolListSchema } from '#wire/pool';
import { type Task, taskSchema } from '#wire/task';
import { type Api, shell, startDaggyd } from '../support/api';
import { stopAll, temporaryDirectory } from '../support/daggy-process';
import { until } from '../support/http';
import { type RunnerApi, startRunner } from '../support/runner';

jest.setTimeout(90_000);

interface Size {
  readonly cores: number;
  readonly memoryMB: number;
}

/** Real ones, each with an overridden capacity. */
function startRunners(...sizes: readonly Size[]): Promise<RunnerApi[]> {
  return Promise.all(
    sizes.map(({ cores, memoryMB }) => startRunner({ capacity_overrides: { cores, memory_mb: memoryMB } })),
  );
}

function executorOf(runners: readonly RunnerApi[], fields: object = {}): object {
  const config = { runners: runners.map(({ server }) => ({ url: server.url })), ...fields };
  return { executor: { name: 'DaggyRunnerTaskExecutor', config }, pools: {} };
}

const LOST_AFTER_SECONDS = 2;
const SMALL: Size = { cores: 1, memoryMB: 10 };
const task = (api: Api, runID: number, name: string) => api.get<Task>(`/dagruns/${runID}/tasks/${name}`, taskSchema);

/** Task -> url of the runner that its attempt ran on. */
async function places(api: Api, runID: number): Promise<Map<string, string>> {
  const { items } = await api.get<AttemptList>(`/dagruns/${runID}/attempts?limit=1000`, attemptListSchema);
  return new Map(items.map(({ task: name, where }) => [name, where.replace(/^on /, '')]));
}

async function allUp(api: Api, count: number): Promise<PoolList['items'][number]> {
  const look = async () => (await api.get<PoolList>('/pools', poolListSchema)).items[0];
  const areUp = ({ runners = [] }: PoolList['items'][number]) =>
    runners.filter(({ state }) => state === 'up').length === count;
  return api.until('all runners are up', look, areUp);
}

describe('placement', () => {
  afterEach(stopAll);

  it('takes the runner where a task matters least', async () => {
    const runners = await startRunners(
      { cores: 70, memoryMB: 20_000 },
      { cores: 4, memoryMB: 80_000 },
      { cores: 10, memoryMB: 30_000 },
    );
    const [first, , third] = runners.map(({ server }) => server.url);
    const api = await startDaggyd(executorOf(runners));
    await allUp(api, 3);
    const go = join(temporaryDirectory(), 'go');
    const job = { ...shell(`while [ ! -e ${go} ]; do sleep 0.05; done`), cores: 2, memoryMB: 5_000 };
    const runID = await api.submit({ tasks: { a: { job }, b: { job }, c: { job } } });
    const pool = await api.until(
      'all three run',
      async () => (await api.get<PoolList>('/pools', poolListSchema)).items[0],
      ({ running }) => running === 3,
    );
    // 25 %, 50 %, 20 %; then 25 %, 50 %, 25 % of what is left, where the first listed wins; then 33 %, 50 %, 25 %.
    expect(pool.runners?.map(({ free }) => free)).toEqual([
      { cores: 68, memoryMB: 15_000 },
      { cores: 4, memoryMB: 80_000 },
      { cores: 6, memoryMB: 20_000 },
    ]);
    const expected = [`a ${third}`, `b ${first}`, `c ${third}`].join();
    const told = async () => Array.from(await places(api, runID), (place) => place.join(' ')).join();
    await api.until('it is told where they run', told, (now) => now === expected);
    writeFileSync(go, '');
    await api.reached(runID, 'COMPLETED');
    expect(await told()).toBe(expected);
  });

  it('says why a task waits, lets smaller ones go ahead, and rejects what fits nowhere', async () => {
    const runners = await startRunners({ cores: 3, memoryMB: 100 }, { cores: 2, memoryMB: 200 });
    const api = await startDaggyd(executorOf(runners));
    await allUp(api, 2);
    const go = join(temporaryDirectory(), 'go');
    const job = shell(`while [ ! -e ${go} ]; do sleep 0.05; done`);
    const runID = await api.submit({
      tasks: {
        first: { job: { ...job, cores: 2, memoryMB: 10 } },
        big: { job: { ...job, cores: 3, memoryMB: 100 } },
        small: { job: { ...shell('exit 0'), cores: 0.5, memoryMB: 10 } },
        huge: { job: { ...job, cores: 3, memoryMB: 200 } },
      },
    });
    await api.until(
      'the small one has ended',
      () => task(api, runID, 'small'),
      ({ state }) => state === 'COMPLETED',
    );
    expect((await task(api, runID, 'big')).waitingFor).toEqual({
      code: 'capacity',
      message: 'no runner has 3 cores and 100 MB free',
    });
    const { attempts } = await task(api, runID, 'huge');
    expect(attempts).toMatchObject([{ cause: 'rejected', rc: null }]);
    expect(attempts[0].executorLog).toContain('no runner could ever take 3 cores and 200 MB');
    writeFileSync(go, '');
    await api.reached(runID, 'ERRORED');
    expect((await task(api, runID, 'big')).state).toBe('COMPLETED');
  });

  it('never oversubscribes any of five runners with a thousand tasks', async () => {
    const sizes: Size[] = [
      { cores: 2, memoryMB: 400 },
      { cores: 3, memoryMB: 200 },
      { cores: 4, memoryMB: 1000 },
      { cores: 1, memoryMB: 100 },
      { cores: 6, memoryMB: 300 },
    ];
    const runners = await startRunners(...sizes);
    const api = await startDaggyd(executorOf(runners));
    await allUp(api, sizes.length);
    const ledger = join(temporaryDirectory(), 'ledger');
    const demand = (index: number): Size => ({
      cores: [0.3, 0.5, 1, 2.5, 4][index % 5],
      memoryMB: [10, 40, 90, 150][index % 4],
    });
    const job = shell(`echo "+ $DAGGY_TASK_NAME" >>${ledger}; sleep 0.02; echo "- $DAGGY_TASK_NAME" >>${ledger}`);
    const names = Array.from({ length: 1000 }, (_, index) => `t${index}`);
    const runID = await api.submit({
      tasks: Object.fromEntries(names.map((name, index) => [name, { job: { ...job, ...demand(index) } }])),
    });
    await api.until(
      'the run has ended',
      () => api.run(runID),
      ({ state }) => state === 'COMPLETED',
      60_000,
    );
    const urlOf = await places(api, runID);
    const totals = new Map(runners.map(({ server }, index) => [server.url, sizes[index]]));
    const used = new Map(runners.map(({ server }) => [server.url, { cores: 0, memoryMB: 0, most: 0 }]));
    const lines = readFileSync(ledger, 'utf8').trim().split('\n');
    expect(lines).toHaveLength(2 * names.length);
    for (const line of lines) {
      const [sign, name] = line.split(' ');
      const url = urlOf.get(name) ?? '';
      const { cores, memoryMB } = demand(Number(name.slice(1)));
      const now = used.get(url);
      const total = totals.get(url);
      if (!now || !total) throw new Error(`${name} ran at ${url}`);
      now.cores += sign === '+' ? cores : -cores;
      now.memoryMB += sign === '+' ? memoryMB : -memoryMB;
      now.most = Math.max(now.most, now.cores / total.cores, now.memoryMB / total.memoryMB);
    }
    // Each was full at times, and never more than that.
    for (const { most } of used.values()) {
      expect(most).toBeLessThanOrEqual(1 + 1e-9);
      expect(most).toBeGreaterThan(0.5);
    }
  });
});

describe('a remote task', () => {
  let api: Api;

  beforeAll(async () => {
    const runners = await startRunners({ cores: 2, memoryMB: 100 });
    api = await startDaggyd(executorOf(runners, { lostAfterSeconds: LOST_AFTER_SECONDS }));
  });
  afterAll(stopAll);

  it('shows its output while it runs, to the end', async () => {
    const go = join(temporaryDirectory(), 'go');
    const runID = await api.submit({
      tasks: {
        a: { job: { ...shell(`echo begun; while [ ! -e ${go} ]; do sleep 0.05; done; echo ended`), ...SMALL } },
      },
    });
    const path = `/dagruns/${runID}/tasks/a/attempts/1/stdout`;
    await api.until(
      'it has printed',
      async () => (await api.ask(path)).body,
      (body) => body === 'begun\n',
    );
    let followed = '';
    const over = new Promise<void>((resolve, reject) => {
      httpRequest(`${api.server.url}/api/v1${path}?follow=true`, (response) => {
        response.setEncoding('utf8').on('data', (text: string) => (followed += text));
        response.on('end', resolve).on('error', reject);
      }).end();
    });
    await until('what is there is sent', () => followed === 'begun\n');
    const ranged = await api.ask(path, { headers: { range: 'bytes=2-3' } });
    expect([ranged.status, ranged.body]).toEqual([206, 'gu']);
    writeFileSync(go, '');
    await over;
    expect(followed).toBe('begun\nended\n');
    await api.reached(runID, 'COMPLETED');
    const [attempt] = (await task(api, runID, 'a')).attempts;
    expect(attempt).toMatchObject({ outputLog: 'begun\nended\n', outputBytes: 12, cause: 'exit', rc: 0 });
  });

  it('is not lost because daggyd was frozen for longer than a runner may be silent', async () => {
    const folder = temporaryDirectory();
    const script = `touch ${folder}/begun; while [ ! -e ${folder}/go ]; do sleep 0.05; done`;
    const runID = await api.submit({ tasks: { a: { job: { ...shell(script), ...SMALL } } } });
    await until('it has begun', () => existsSync(join(folder, 'begun')));
    api.server.signal('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 1500 * LOST_AFTER_SECONDS));
    api.server.signal('SIGCONT');
    await allUp(api, 1);
    writeFileSync(join(folder, 'go'), '');
    await api.reached(runID, 'COMPLETED');
    expect((await task(api, runID, 'a')).attempts).toMatchObject([{ cause: 'exit', rc: 0 }]);
  });

  it('is stopped when it is killed, or takes too long', async () => {
    const job = { ...shell('echo $$; exec sleep 60'), ...SMALL };
    const runID = await api.submit({ tasks: { slow: { job, timeoutSeconds: 0.5 }, endless: { job } } });
    await api.until(
      'one has taken too long',
      () => task(api, runID, 'slow'),
      ({ state }) => state === 'ERRORED',
    );
    await api.send('PATCH', `/dagruns/${runID}/state`, { state: 'KILLED' });
    await api.reached(runID, 'KILLED');
    expect((await task(api, runID, 'slow')).attempts).toMatchObject([{ cause: 'timeout', rc: 143 }]);
    const [{ cause, rc, outputLog }] = (await task(api, runID, 'endless')).attempts;
    expect([cause, rc]).toEqual(['killed', 143]);
    expect(existsSync(`/proc/${outputLog.trim()}`)).toBe(false);
  });
});

describe('daggyd killed and started again', () => {
  afterEach(stopAll);

  it('collects what remote tasks have done, and starts nothing twice', async () => {
    const runners = await startRunners({ cores: 10, memoryMB: 1000 }, { cores: 10, memoryMB: 1000 });
    const dataDirectory = temporaryDirectory();
    const folder = temporaryDirectory();
    const ledger = join(folder, 'ledger');
    const begin = `echo "$DAGGY_TASK_NAME $DAGGY_ATTEMPT" >>${ledger}; echo "I am $DAGGY_TASK_NAME"`;
    const names = Array.from({ length: 40 }, (_, index) => `t${index}`);
    const first = await startDaggyd(executorOf(runners), { dataDirectory });
    const runID = await first.submit({
      tasks: {
        ...Object.fromEntries(names.map((name) => [name, { job: { ...shell(`${begin}; sleep 0.3`), ...SMALL } }])),
        long: { job: { ...shell(`${begin}; while [ ! -e ${folder}/go ]; do sleep 0.05; done; exit 3`), ...SMALL } },
      },
    });
    const lines = () => (existsSync(ledger) ? readFileSync(ledger, 'utf8').trim().split('\n') : []);
    let api = first;
    // Once while nearly all wait, once in the middle, and once when all but one have ended.
    for (const count of [5, 20, names.length + 1]) {
      await until('so many have begun', () => lines().length >= count, 20_000);
      await api.server.stop('SIGKILL');
      api = await startDaggyd(executorOf(runners), { dataDirectory });
    }
    writeFileSync(join(folder, 'go'), '');
    const run = await api.reached(runID, 'ERRORED');
    expect(run.taskCounts).toMatchObject({ COMPLETED: names.length, ERRORED: 1 });
    expect(lines().sort()).toEqual([...names, 'long'].map((name) => `${name} 1`).sort());
    for (const name of ['t0', 't20', 't39']) {
      expect((await task(api, runID, name)).attempts).toMatchObject([{ outputLog: `I am ${name}\n`, rc: 0 }]);
    }
    expect((await task(api, runID, 'long')).attempts).toMatchObject([{ outputLog: 'I am long\n', rc: 3 }]);
    await Promise.all(
      runners.map((runner) =>
        api.until(
          'the runner has forgotten them',
          () => runner.tasks(),
          ({ items }) => items.length === 0,
        ),
      ),
    );
  });
});
