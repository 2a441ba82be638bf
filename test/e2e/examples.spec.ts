import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { AttemptList } from '#wire/attempt';
import type { TaskGraph } from '#wire/graph';
import type { RunCreated, RunSummary, ValidationReport } from '#wire/run';
import type { RunStateChange } from '#wire/state-change';
import type { Task, TaskList } from '#wire/task';
import { type DaggyProcess, startServer, stopAll, temporaryDirectory } from '../support/daggy-process';
import { ask } from '../support/http';
import { startRunner } from '../support/runner';

jest.setTimeout(60_000);

const EXAMPLES = join(__dirname, '..', '..', 'examples');
const RUN_MS = 20_000;

let server: DaggyProcess;
let work: string;

/** The pool of the runners; all other examples run in the default pool. */
const ON_RUNNERS = { executionParameters: { pool: 'runners' } };
let runners: readonly string[];

beforeAll(async () => {
  const large = await startRunner({ capacity_overrides: { cores: 4, memory_mb: 1000 } });
  const small = await startRunner({ capacity_overrides: { cores: 2, memory_mb: 400 } });
  runners = [large, small].map(({ server }) => server.url);
  const config = { runners: runners.map((url) => ({ url })) };
  const pools = { runners: { name: 'DaggyRunnerTaskExecutor', config } };
  server = await startServer('daggyd', { config: { port: 0, logger: { name: 'SqliteLogger', config: {} }, pools } });
});
afterAll(stopAll);
beforeEach(() => {
  work = temporaryDirectory();
});

async function api<T>(path: string, method = 'GET', body?: object): Promise<T> {
  const answer = await ask(`${server.url}/api/v1${path}`, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
  return JSON.parse(answer.body) as T;
}

function definition(name: string): { parameters: object; tasks: object } {
  const source = JSON.parse(readFileSync(join(EXAMPLES, `${name}.json`), 'utf8'));
  return { ...source, parameters: { ...source.parameters, EXAMPLES, WORK: work } };
}

/** Waits until a run can do no more. */
async function end(runID: number): Promise<RunSummary> {
  const deadline = Date.now() + RUN_MS;
  for (;;) {
    const run = await api<RunSummary>(`/dagruns/${runID}`);
    if (run.stopTime !== null) return run;
    if (Date.now() > deadline) throw new Error(`run ${runID} is still ${run.state}: ${JSON.stringify(run.taskCounts)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function run(name: string, pool: object = {}): Promise<Finished> {
  const { runID } = await api<RunCreated>('/dagruns', 'POST', { ...definition(name), ...pool });
  const { state } = await end(runID);
  return finished(runID, state);
}

interface Finished {
  readonly runID: number;
  readonly state: string;
  /** Task name -> state, in submission order. */
  readonly states: Readonly<Record<string, string>>;
  /** In start order. */
  readonly attempts: AttemptList['items'];
}

async function finished(runID: number, state: string): Promise<Finished> {
  const tasks = await api<TaskList>(`/dagruns/${runID}/tasks`);
  const attempts = await api<AttemptList>(`/dagruns/${runID}/attempts`);
  const states = Object.fromEntries(tasks.items.map((task) => [task.name, task.state]));
  return { runID, state, states, attempts: attempts.items };
}

function task({ runID }: Finished, name: string): Promise<Task> {
  return api<Task>(`/dagruns/${runID}/tasks/${name}`);
}

/** `parent -> child`, by task. */
async function edgesOf({ runID }: Finished): Promise<string[]> {
  const { nodes, edges } = await api<TaskGraph>(`/dagruns/${runID}/graph`);
  return edges.parent.map((parent, i) => `${nodes.name[parent]} -> ${nodes.name[edges.child[i]]}`);
}

/** Every attempt of the first task had ended when the first attempt of the second began. */
function expectBefore({ attempts }: Finished, first: string, second: string): void {
  const ends = attempts.filter((each) => each.task === first).map(({ stopTime }) => Date.parse(stopTime ?? ''));
  const starts = attempts.filter((each) => each.task === second).map(({ startTime }) => Date.parse(startTime));
  expect(Math.max(...ends)).toBeLessThanOrEqual(Math.min(...starts));
}

function written(file: string): string {
  return readFileSync(join(work, file), 'utf8');
}

it('has a test below for every definition, and daggyd accepts each as it is', async () => {
  const names = readdirSync(EXAMPLES)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.replace(/\.json$/, ''));
  expect(names).toEqual(['dates-by-regions', 'diamond', 'failing', 'generator', 'priorities', 'retry', 'runners']);
  for (const name of names) {
    const source = JSON.parse(readFileSync(join(EXAMPLES, `${name}.json`), 'utf8'));
    expect(source.tag).toBe(name);
    const pool = name === 'runners' ? ON_RUNNERS : {};
    const report = await api<ValidationReport>('/dagruns/validate', 'POST', { ...source, ...pool });
    expect(report.templates.map((template) => template.name)).toEqual(Object.keys(source.tasks));
  }
});

it('diamond: three sources become one report', async () => {
  const done = await run('diamond');
  expect(done.state).toBe('COMPLETED');
  expect(done.attempts).toHaveLength(9);
  expect(new Set(Object.values(done.states))).toEqual(new Set(['COMPLETED']));
  for (const source of ['A', 'B', 'C']) expectBefore(done, `Pull_${source}`, `Transform_${source}`);
  for (const source of ['A', 'B']) expectBefore(done, `Transform_${source}`, 'Derive_Data_AB');
  for (const parent of ['Derive_Data_AB', 'Transform_C']) expectBefore(done, parent, 'Derive_Data_ABC');
  expectBefore(done, 'Derive_Data_ABC', 'Report');
  const report = [
    'category  furniture      3565.00',
    'category  lighting        816.30',
    'category  stationery       70.00',
    'country   fi             1058.00',
    'country   fr              988.40',
    'country   de              984.50',
    'country   pt              768.60',
    'country   se              651.80',
    'total     18 orders      4451.30',
    '',
  ].join('\n');
  expect(written('report.txt')).toBe(report);
  const { attempts } = await task(done, 'Report');
  expect(attempts[0]).toMatchObject({ rc: 0, cause: 'exit', outputLog: report, outputBytes: report.length });
  const output = await ask(`${server.url}/api/v1/dagruns/${done.runID}/tasks/Report/attempts/1/stdout`);
  expect(output.body).toBe(report);
});

it('dates-by-regions: instances wait for those of the same values', async () => {
  const done = await run('dates-by-regions');
  expect(done.state).toBe('COMPLETED');
  const numbered = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name}_${i + 1}`);
  expect(Object.keys(done.states)).toEqual([
    ...numbered('Pull', 6),
    ...numbered('Clean', 6),
    ...numbered('Daily', 3),
    'Report',
  ]);
  for (let i = 1; i <= 6; i++) {
    expectBefore(done, `Pull_${i}`, `Clean_${i}`);
    expectBefore(done, `Clean_${i}`, `Daily_${Math.ceil(i / 2)}`);
  }
  const edges = await edgesOf(done);
  const into = (child: string) => edges.filter((edge) => edge.endsWith(` -> ${child}`));
  expect(into('Clean_4')).toEqual(['Pull_4 -> Clean_4']);
  expect(into('Daily_2')).toEqual(['Clean_3 -> Daily_2', 'Clean_4 -> Daily_2']);
  expect((await task(done, 'Clean_4')).parameters).toMatchObject({ DATES: '2026-11-03', REGIONS: 'south' });
  expect(written('report.txt')).toBe('2026-11-02 16 7.22\n2026-11-03 15 8.33\n2026-11-04 15 7.42\n');
});

it('generator: makes a task for each text that it finds', async () => {
  const done = await run('generator');
  expect(done.state).toBe('COMPLETED');
  const counts = ['Count_harbour', 'Count_orchard', 'Count_railway'];
  expect(Object.keys(done.states)).toEqual(['Find_Texts', 'Total', ...counts]);
  for (const count of counts) {
    expectBefore(done, 'Find_Texts', count);
    expectBefore(done, count, 'Total');
  }
  expect(written('total.txt')).toMatch(/\n99 words in 3 texts\n$/);
  const edges = await edgesOf(done);
  for (const count of counts)
    expect(edges).toEqual(expect.arrayContaining([`Find_Texts -> ${count}`, `${count} -> Total`]));
});

it('retry: the second attempt succeeds, after the wait', async () => {
  const done = await run('retry');
  expect(done.state).toBe('COMPLETED');
  const { attempts } = await task(done, 'Fetch');
  expect(attempts.map(({ attempt, rc, cause }) => [attempt, rc, cause])).toEqual([
    [1, 75, 'exit'],
    [2, 0, 'exit'],
  ]);
  expect(attempts[0].errorLog).toBe('the source is not there yet\n');
  expect(attempts[1].outputLog).toBe('try 1\ntry 2\n');
  const wait = Date.parse(attempts[1].startTime) - Date.parse(attempts[0].stopTime ?? '');
  expect(wait).toBeGreaterThanOrEqual(500);
  expectBefore(done, 'Fetch', 'Compress');
  expect(gunzipSync(readFileSync(join(work, 'texts.tar.gz'))).toString()).toContain('The night train stops here');
});

it('failing: what does not depend on the failure goes on; repaired and retried, the rest does too', async () => {
  const failed = await run('failing');
  expect(failed.state).toBe('ERRORED');
  expect(failed.states).toEqual({
    Load: 'COMPLETED',
    Check: 'ERRORED',
    Average: 'QUEUED',
    Publish: 'QUEUED',
    Count: 'COMPLETED',
    Archive: 'COMPLETED',
  });
  const check = await task(failed, 'Check');
  expect(check).toMatchObject({ rc: 3, cause: 'exit' });
  expect(check.attempts[0].errorLog).toBe('line 5 has 2 fields: s2,2026-11-03\n');
  expect((await task(failed, 'Average')).waitingFor?.code).toBe('parents');
  expect(gunzipSync(readFileSync(join(work, 'measurements.csv.gz'))).toString()).toBe(written('measurements.csv'));

  const repaired = written('measurements.csv').replace('s2,2026-11-03\n', 's2,2026-11-03,18.8\n');
  writeFileSync(join(work, 'measurements.csv'), repaired);
  const change = await api<RunStateChange>(`/dagruns/${failed.runID}/state`, 'PATCH', { state: 'QUEUED' });
  expect(change.changed).toEqual({ tasks: 1 });
  const { state } = await end(failed.runID);
  expect(state).toBe('COMPLETED');
  const retried = await finished(failed.runID, state);
  const started = retried.attempts.slice(failed.attempts.length).map((each) => [each.task, each.attempt, each.rc]);
  expect(started).toEqual([
    ['Check', 2, 0],
    ['Average', 1, 0],
    ['Publish', 1, 0],
  ]);
  expect(written('published.txt')).toBe('s1 17.05\ns2 18.60\ns3 15.35\n');
});

it('priorities: one task at a time, the most urgent first; what hangs is stopped and tried again', async () => {
  const done = await run('priorities');
  expect(done.state).toBe('COMPLETED');
  expect(done.attempts.map((each) => `${each.task} ${each.attempt} ${each.cause}`)).toEqual([
    'Prepare 1 exit',
    'Hangs_Once 1 timeout',
    'Hangs_Once 2 exit',
    'Urgent 1 exit',
    'Normal 1 exit',
    'Whenever 1 exit',
    'Verify 1 exit',
  ]);
  const times = done.attempts.flatMap(({ startTime, stopTime }) => [startTime, stopTime]);
  expect(times).toEqual([...times].sort());
  const texts = written('digests.txt').match(/\w+(?=\.txt)/g);
  expect(texts).toEqual(['harbour', 'railway', 'orchard']);
});

it('runners: each task runs where there is room, the large one on the one runner that is large enough', async () => {
  const done = await run('runners', ON_RUNNERS);
  expect(done.state).toBe('COMPLETED');
  const where = Object.fromEntries(done.attempts.map(({ task, where }) => [task, where]));
  expect(where['Whole_Table']).toBe(`on ${runners[0]}`);
  expect(new Set(Object.values(where))).toEqual(new Set(runners.map((url) => `on ${url}`)));
  const [{ outputLog }] = (await task(done, 'Compare')).attempts;
  expect(outputLog).toBe('3432 primes below 32000, and 3432 by the sieve\n');
});
