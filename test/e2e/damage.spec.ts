import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { runListSchema, type RunList } from '#wire/run';
import { type Api, problem, startDaggyd } from '../support/api';
import { stopAll, temporaryDirectory } from '../support/daggy-process';
import { Random } from '../support/random';

const STARTS = 20;
const AT_ONCE = 2;
const RUNS = 12;
const SEED = 1;

jest.setTimeout(180_000);

afterEach(stopAll);

interface Files {
  readonly database: Buffer;
  readonly log: Buffer;
}

describe(`daggyd on a store that is damaged at random (${STARTS} starts)`, () => {
  it('answers with what was recorded, or ends with 1 and says what is wrong', async () => {
    const files = await filesOfKilled();
    const random = new Random(SEED);
    const cases = Array.from({ length: STARTS }, () => damaged(files, random));
    const came = { answered: 0, 'answered but for some runs': 0, refused: 0 };
    for (let next = 0; next < STARTS; next += AT_ONCE) {
      for (const outcome of await Promise.all(cases.slice(next, next + AT_ONCE).map(startOn))) came[outcome]++;
    }
    for (const count of Object.values(came)) expect(count).toBeGreaterThan(0);
  });
});

describe('daggyd on a store with an unfinished run whose events are damaged', () => {
  it('ends with 1 and names it: its tasks could neither be gone on with nor be stopped', async () => {
    const dataDirectory = temporaryDirectory();
    const api = await startDaggyd({}, { dataDirectory });
    const runID = await api.submit({
      executionParameters: { pool: 'dry' },
      tasks: { a: { job: { durationMs: 600_000 } } },
    });
    await api.reached(runID, 'RUNNING');
    await api.server.stop('SIGKILL');
    const file = join(dataDirectory, 'daggy.db');
    const db = new Sqlite(file);
    db.exec("UPDATE journal SET events = events || ' '");
    db.close();
    await expect(startDaggyd({}, { dataDirectory })).rejects.toThrow(
      new RegExp(`^ended with 1: .*${file} is damaged: the events of run ${runID} are not what was written at seq 1`),
    );
  });
});

/** What a daggyd leaves that is killed: a part is in the database, and the rest in its log. */
async function filesOfKilled(): Promise<Files> {
  const dataDirectory = temporaryDirectory();
  const first = await startDaggyd({}, { dataDirectory });
  await submitFinished(first, RUNS - 2);
  await first.server.stop();
  const second = await startDaggyd({}, { dataDirectory });
  await submitFinished(second, 2);
  await second.server.stop('SIGKILL');
  const read = (suffix: string) => readFileSync(join(dataDirectory, `daggy.db${suffix}`));
  return { database: read(''), log: read('-wal') };
}

/** Their definitions are long enough to have pages of their own. */
async function submitFinished(api: Api, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const tasks = { a: { job: { output: 'x'.repeat(10_000) } } };
    await api.reached(await api.submit({ executionParameters: { pool: 'dry' }, tasks }), 'COMPLETED');
  }
}

function damaged({ database, log }: Files, random: Random): Files {
  const files = { database: Buffer.from(database), log: Buffer.from(log) };
  const bytes = random.chance(0.7) ? files.database : files.log;
  const at = random.below(bytes.length);
  switch (random.pick(['cut', 'clear', 'flip', 'flip'])) {
    case 'cut':
      return bytes === files.log
        ? { ...files, log: log.subarray(0, at) }
        : { ...files, database: database.subarray(0, at) };
    case 'clear':
      bytes.fill(0, at, Math.min(at + 4096, bytes.length));
      return files;
    default:
      bytes[at] ^= 1 << random.below(8);
      return files;
  }
}

async function startOn({ database, log }: Files): Promise<'answered' | 'answered but for some runs' | 'refused'> {
  const dataDirectory = temporaryDirectory();
  const file = join(dataDirectory, 'daggy.db');
  writeFileSync(file, database);
  writeFileSync(`${file}-wal`, log);
  const started = startDaggyd({}, { dataDirectory });
  // Its own message is in what it says when it ends.
  const api = await started.then(undefined, (error: Error) => error.message);
  if (typeof api === 'string') {
    expect(api).toMatch(/^ended with 1: /);
    expect(api).toContain(file);
    expect(api).toMatch(/is damaged: |name another file/);
    expect(api).not.toMatch(/^ +at /m);
    return 'refused';
  }
  let unreadable = 0;
  const items = await allRuns(api);
  expect(items.map(({ runID }) => runID)).toEqual(items.map((_, i) => items.length - i));
  for (const { runID, state } of items) {
    // Of the last ones the end of the log may not have the end.
    if (runID <= RUNS - 2) expect(state).toBe('COMPLETED');
    const answer = await api.ask(`/dagruns/${runID}/tasks`);
    if (answer.status !== 200) {
      unreadable++;
      expect(problem(answer, 500, 'store-damaged').detail).toMatch(`${file} is damaged: the`);
    } else if (runID <= RUNS - 2) expect(JSON.parse(answer.body)).toMatchObject({ items: [{ state: 'COMPLETED' }] });
  }
  // The others are not held up by them.
  await submitFinished(api, 1);
  await api.server.stop();
  return unreadable > 0 ? 'answered but for some runs' : 'answered';
}

async function allRuns(api: Api): Promise<RunList['items']> {
  const first = await api.get<RunList>('/dagruns', runListSchema);
  const items = [...first.items];
  for (let cursor = first.nextCursor; cursor !== null;) {
    const page = await api.get<RunList>(`/dagruns?cursor=${encodeURIComponent(cursor)}`, runListSchema);
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}
