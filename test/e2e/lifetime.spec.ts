import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RunList, runListSchema } from '#wire/run';
import { type Task, taskSchema } from '#wire/task';
import { type Api, shell, startDaggyd } from '../support/api';
import { runToEnd, stopAll, temporaryDirectory } from '../support/daggy-process';
import { until } from '../support/http';

jest.setTimeout(60_000);

afterEach(stopAll);

const runs = (api: Api) => api.get<RunList>('/dagruns', runListSchema);
const dry = { executionParameters: { pool: 'dry' } };
/** Without NoopTaskExecutor, whose tasks cannot outlive daggyd. */
const FORKING_ONLY = { pools: {} };

/** A task that says when it runs, and ends with the given code when `go` appears in the folder. */
function waiting(folder: string, rc = 0): object {
  return shell(
    `echo $$ > ${folder}/pid; echo begun; while [ ! -e ${folder}/go ]; do sleep 0.02; done; echo ended; exit ${rc}`,
  );
}

/** Whether the process whose pid is in the folder is there. */
function runsStill(folder: string): boolean {
  return existsSync(`/proc/${readFileSync(join(folder, 'pid'), 'utf8').trim()}/stat`);
}

async function begun(folder: string): Promise<void> {
  await until(
    'the task has begun',
    () => existsSync(join(folder, 'pid')) && readFileSync(join(folder, 'pid'), 'utf8') !== '',
  );
}

describe('a stop', () => {
  it('leaves tasks running that the next daggyd finds again', async () => {
    const folder = temporaryDirectory();
    const dataDirectory = temporaryDirectory();
    const first = await startDaggyd(FORKING_ONLY, { dataDirectory });
    const done = await first.submit({ tag: 'done', tasks: { a: { job: shell('echo out; echo err >&2') } } });
    await first.reached(done, 'COMPLETED');
    const open = await first.submit({
      tag: 'open',
      tasks: { a: { job: waiting(folder, 3), children: ['b'] }, b: { job: shell('exit 0') } },
    });
    await begun(folder);
    const before = await runs(first);
    const begin = Date.now();
    const ended = await first.server.stop();
    expect([ended.code, Date.now() - begin < 10_000]).toEqual([0, true]);
    expect(ended.stderr).toContain('left running for the next start: 1 in pool default');
    expect(runsStill(folder)).toBe(true);
    const second = await startDaggyd(FORKING_ONLY, { dataDirectory });
    expect(await runs(second)).toEqual(before);
    const task = await second.get<Task>(`/dagruns/${done}/tasks/a`, taskSchema);
    expect(task.attempts[0]).toMatchObject({ rc: 0, outputLog: 'out\n', errorLog: 'err\n' });
    expect((await second.ask(`/dagruns/${open}/tasks/a/attempts/1/stdout`)).body).toBe('begun\n');
    writeFileSync(join(folder, 'go'), '');
    await second.reached(open, 'ERRORED');
    const { attempts } = await second.get<Task>(`/dagruns/${open}/tasks/a`, taskSchema);
    expect(attempts).toMatchObject([{ rc: 3, cause: 'exit', outputLog: 'begun\nended\n' }]);
    expect(await second.submit({ tasks: { a: { job: shell('exit 0') } } })).toBe(open + 1);
  });

  it('stops tasks when that is wanted, within ten seconds, also those that ignore it', async () => {
    const folder = temporaryDirectory();
    const dataDirectory = temporaryDirectory();
    const api = await startDaggyd(FORKING_ONLY, { dataDirectory, args: ['--kill-on-exit'] });
    const runID = await api.submit({
      tasks: { a: { job: shell(`trap '' TERM; echo $$ > ${folder}/pid; while :; do sleep 0.1; done`) } },
    });
    await begun(folder);
    const begin = Date.now();
    const { code, stderr } = await api.server.stop();
    expect([code, Date.now() - begin < 10_000, runsStill(folder)]).toEqual([0, true, false]);
    expect(stderr).toContain('Running tasks are stopped: 1 in pool default');
    // It was nobody's wish for this task: the next daggyd runs it again.
    const next = await startDaggyd(FORKING_ONLY, { dataDirectory });
    await next.until(
      'it runs again',
      () => next.run(runID),
      ({ taskCounts }) => taskCounts.RUNNING === 1,
    );
    await next.send('PATCH', `/dagruns/${runID}/state`, { state: 'KILLED' });
  });

  it('stops tasks when nothing of them would be known afterwards', async () => {
    const folder = temporaryDirectory();
    const api = await startDaggyd({ ...FORKING_ONLY, logger: { name: 'OStreamLogger', config: {} } });
    await api.submit({ tasks: { a: { job: waiting(folder) } } });
    await begun(folder);
    expect((await api.server.stop()).code).toBe(0);
    expect(runsStill(folder)).toBe(false);
  });
});

describe('a sudden end', () => {
  it('loses nothing that was answered', async () => {
    const folder = temporaryDirectory();
    const dataDirectory = temporaryDirectory();
    const first = await startDaggyd({}, { dataDirectory });
    const key = { 'idempotency-key': 'once' };
    const text = JSON.stringify({ ...dry, tasks: { a: { job: { output: 'x' } } } });
    const { runID } = JSON.parse((await first.send('POST', '/dagruns', text, key)).body) as { runID: number };
    await first.reached(runID, 'COMPLETED');
    const open = await first.submit({ tasks: { a: { job: waiting(folder) } } });
    await begun(folder);
    const paused = await first.submit({ ...dry, maxParallel: 1, tasks: { a: { job: { durationMs: 60_000 } } } });
    await first.send('PATCH', `/dagruns/${paused}/state`, { state: 'PAUSED' });
    await first.server.stop('SIGKILL');
    const second = await startDaggyd({}, { dataDirectory });
    expect((await second.send('POST', '/dagruns', text, key)).status).toBe(200);
    expect((await second.run(runID)).state).toBe('COMPLETED');
    expect((await second.run(paused)).state).toBe('PAUSED');
    writeFileSync(join(folder, 'go'), '');
    await second.reached(open, 'COMPLETED');
    const { attempts } = await second.get<Task>(`/dagruns/${open}/tasks/a`, taskSchema);
    expect(attempts).toMatchObject([{ attempt: 1, rc: 0, outputLog: 'begun\nended\n' }]);
  });
});

describe('tasks of a pool', () => {
  /** Runs a task in pool `big`, leaves it behind, and starts anew with other pools. */
  async function restartWith(pools: object) {
    const folder = temporaryDirectory();
    const dataDirectory = temporaryDirectory();
    const big = { big: { name: 'ForkingTaskExecutor', config: { threads: 4 } } };
    const first = await startDaggyd({ pools: big }, { dataDirectory });
    const runID = await first.submit({
      executionParameters: { pool: 'big' },
      tasks: { a: { job: waiting(folder), maxRetries: 0 } },
    });
    await begun(folder);
    const { startTime } = await first.get<Task>(`/dagruns/${runID}/tasks/a`, taskSchema);
    await first.server.stop('SIGKILL');
    const second = await startDaggyd({ pools }, { dataDirectory });
    return { folder, runID, second, attempt: { attempt: 1, cause: 'lost', rc: null, startTime } };
  }

  it('that is no longer there are ended and lost', async () => {
    const { folder, runID, second, attempt } = await restartWith({});
    await until('it has ended', () => !runsStill(folder));
    expect((await second.get<Task>(`/dagruns/${runID}/tasks/a`, taskSchema)).attempts[0]).toMatchObject(attempt);
    const stores = join(second.server.dataDirectory, 'stores');
    const launchers = () => readdirSync(stores).flatMap((store) => readdirSync(join(stores, store, 'launchers')));
    await until('nothing of it is left', () => launchers().join() === 'default');
  });

  it('that only pretends now are ended and lost, not completed', async () => {
    const { folder, runID, second, attempt } = await restartWith({ big: { name: 'NoopTaskExecutor', config: {} } });
    await until('it has ended', () => !runsStill(folder));
    expect((await second.get<Task>(`/dagruns/${runID}/tasks/a`, taskSchema)).attempts[0]).toMatchObject(attempt);
  });
});

it('a store that cannot be used ends the start with a message', async () => {
  const dataDirectory = temporaryDirectory();
  writeFileSync(join(dataDirectory, 'daggy.db'), 'this is no database, and long enough to look at: '.repeat(100));
  const config = { port: 0, logger: { name: 'SqliteLogger', config: {} } };
  const { code, stderr } = await runToEnd('daggyd', { config, dataDirectory });
  expect(code).toBe(1);
  expect(stderr).toContain('daggy.db');
  expect(stderr).not.toContain('    at ');
});
