import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogEntry } from '#dag/ports/state-logger';
import type { RunEvent } from '#dag/run/events';
import type { RunRecord } from '#dag/run/run-record';
import { eventsOf, expectEvents, progress, submission, taskEvents } from '../../../test/contract/state/sample-runs';
import { Random } from '../../../test/support/random';
import { SqliteLogger } from './sqlite-logger';

/** Other figures find more: DAGGY_DAMAGE_CASES=5000 DAGGY_DAMAGE_SEED=7. */
const CASES = Number(process.env['DAGGY_DAMAGE_CASES'] ?? 150);
const SEED = Number(process.env['DAGGY_DAMAGE_SEED'] ?? 1);
/** Runs that every append goes on with. */
const RUNS = 3;
const TASKS = 8;
/** Every so many appends a further run is submitted as well. */
const SUBMISSION_EVERY = 16;
/** Appends after the write-ahead log has begun anew: what lies behind them in it is of the round before. */
const APPENDS_IN_LOG = 40;
/** What the last commits cover cannot be told from a write that a power cut has torn. */
const TORN = 2;
const AT_ONCE = 2;

jest.setTimeout(120_000 + CASES * 200);

interface Case {
  readonly target: 'database' | 'log';
  readonly how: 'cut' | 'clear' | 'flip' | 'swap';
  readonly bytes: Buffer;
}

describe(`a database that is damaged at random (${CASES} cases, seed ${SEED})`, () => {
  let folder: string;
  /** As a kill leaves them: what the database does not have yet is in the log. */
  let database: Buffer;
  let log: Buffer;
  /** Appends made. */
  let made = 0;
  /** Of each of the runs that all appends go on with, without the first. */
  let allEvents: RunEvent[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'daggy-campaign-'));
    const file = join(folder, 'whole.db');
    const logger = new SqliteLogger({ file, synchronous: 'off' });
    await logger.open();
    await logger.append(appendNumber(made++));
    const round = () => readFileSync(`${file}-wal`).toString('hex', 16, 24);
    for (const first = round(); round() === first;) await logger.append(appendNumber(made++));
    for (let n = 0; n < APPENDS_IN_LOG; n++) await logger.append(appendNumber(made++));
    database = readFileSync(file);
    log = readFileSync(`${file}-wal`);
    await logger.close();
    allEvents = taskEvents(0, made * TASKS);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is read as it was, or up to a whole append, or is refused', async () => {
    const random = new Random(SEED);
    const cases = Array.from({ length: CASES }, () => damage(random));
    const counts: Record<string, number> = {};
    let next = 0;
    const work = async (worker: number): Promise<void> => {
      while (next < CASES) {
        const number = next++;
        try {
          const came = await outcomeOf(cases[number], join(folder, `${worker}.db`));
          counts[came] = (counts[came] ?? 0) + 1;
        } catch (error) {
          const { target, how } = cases[number];
          throw new Error(`case ${number}, ${how} in the ${target}: ${String(error)}`, { cause: error });
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, (_, worker) => work(worker)));
    // Each of them happens, or the damage was not what it is meant to be.
    expect(counts).toEqual({
      whole: expect.any(Number),
      'a prefix': expect.any(Number),
      refused: expect.any(Number),
      'runs refused': expect.any(Number),
    });
  });

  function damage(random: Random): Case {
    const target = random.chance(0.5) ? 'database' : 'log';
    const bytes = Buffer.from(target === 'database' ? database : log);
    const how = random.pick(['cut', 'clear', 'flip', 'flip', 'swap'] as const);
    if (how === 'cut') return { target, how, bytes: bytes.subarray(0, random.below(bytes.length)) };
    const size = random.pick([512, 4096]);
    const place = () => random.below(Math.floor(bytes.length / size)) * size;
    if (how === 'clear') {
      const at = place();
      bytes.fill(0, at, at + size);
    } else if (how === 'swap') {
      const [one, other] = [place(), place()];
      const kept = Buffer.from(bytes.subarray(one, one + size));
      bytes.copy(bytes, one, other, other + size);
      kept.copy(bytes, other);
    } else {
      for (let bits = 1 + random.below(3); bits > 0; bits--) bytes[random.below(bytes.length)] ^= 1 << random.below(8);
    }
    return { target, how, bytes };
  }

  async function outcomeOf({ target, how, bytes }: Case, file: string): Promise<string> {
    for (const suffix of ['-shm', '-lock']) rmSync(file + suffix, { force: true });
    writeFileSync(file, target === 'database' ? bytes : database);
    writeFileSync(`${file}-wal`, target === 'log' ? bytes : log);
    const logger = new SqliteLogger({ file, synchronous: 'full' });
    const opened = await unlessRefused(file, () => logger.open());
    if (opened === undefined) return 'refused';
    const { records, nextRunID } = opened;
    // What one append brings for several runs is there for all of them or none.
    const found = records.length === 0 ? 0 : records[0].taskCount + 1;
    expect(records).toEqual(recordsAfter(found));
    expect(nextRunID).toBe(records.length + 1);
    // Nothing but the end of the log can be missing unnoticed.
    expect(found).toBeGreaterThanOrEqual(target === 'database' ? made : how === 'cut' ? 0 : made - TORN);
    let refusals = 0;
    for (const { runID } of records) {
      const read = await unlessRefused(file, async () => {
        const run = await logger.read(runID);
        return { ...run, events: await eventsOf(run) };
      });
      if (read === undefined) {
        refusals++;
        continue;
      }
      expect(read.record).toEqual(records[runID - 1]);
      expect(read.document).toBe(documentOf(runID));
      const tasks = runID <= RUNS ? (found - 1) * TASKS : 0;
      expectEvents(read.events, [...submission(runID).events, ...allEvents.slice(0, 2 * tasks)]);
    }
    await logger.close();
    if (refusals > 0) return 'runs refused';
    return found < made ? 'a prefix' : 'whole';
  }

  /** Undefined when it is refused with a message that names the file and says what to do. */
  async function unlessRefused<T>(file: string, action: () => Promise<T>): Promise<T | undefined> {
    try {
      return await action();
    } catch (error) {
      expect((error as Error).message).toMatch(file);
      expect((error as Error).message).toMatch(/damaged: .*(restore a backup|events)|name another file|cannot be read/);
      return undefined;
    }
  }
});

/** The entries of append `n`, from 0. */
function appendNumber(n: number): LogEntry[] {
  const base = Array.from({ length: RUNS }, (_, i) => i + 1);
  if (n === 0) return base.map((runID) => submission(runID, documentOf(runID), { taskCount: 0 }));
  const entries = base.map((runID) => progress(runID, taskEvents((n - 1) * TASKS, TASKS), { taskCount: n }));
  if (n % SUBMISSION_EVERY !== 0) return entries;
  const runID = RUNS + n / SUBMISSION_EVERY;
  return [...entries, submission(runID, documentOf(runID), { taskCount: 0 })];
}

/** All records after so many appends. */
function recordsAfter(appends: number): RunRecord[] {
  if (appends === 0) return [];
  const last = appends - 1;
  const states = last === 0 ? appendNumber(0) : appendNumber(last).slice(0, RUNS);
  const more = Array.from({ length: Math.floor(last / SUBMISSION_EVERY) }, (_, i) => RUNS + i + 1);
  return [...states, ...more.map((runID) => submission(runID, '', { taskCount: 0 }))].map(({ record }) => record);
}

/** Longer than a page, so that it has pages of its own. */
function documentOf(runID: number): string {
  return JSON.stringify({ run: runID, text: 'd'.repeat(6_000) });
}
