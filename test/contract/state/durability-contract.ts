import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { StateLogger } from '#dag/ports/state-logger';
import { EVERY_KIND, eventsOf, progress, record, submission, taskEvents } from './sample-runs';
import type { LoggerOrigin, LoggerUnderTest } from './state-logger-contract';

const KILLS = 6;

/** What is true of every logger whose `durable` is true. */
export function describeDurability(name: string, make: () => Promise<LoggerUnderTest>): void {
  describe(`${name} is durable:`, () => {
    let subject: LoggerUnderTest;
    let logger: StateLogger;

    beforeEach(async () => {
      subject = await make();
      logger = subject.logger;
    });
    afterEach(async () => {
      await logger.close();
      await subject.dispose();
    });

    async function reopen(): ReturnType<StateLogger['open']> {
      await logger.close();
      logger = subject.reopen();
      return logger.open();
    }

    it('has everything when it is opened again', async () => {
      await logger.open();
      const idempotency = { key: 'k', bodyHash: 'cd'.repeat(32) };
      await logger.append([submission(5), submission(2, 'two', { idempotency }), submission(11)]);
      await logger.append([progress(5, EVERY_KIND), progress(2, taskEvents(0, 3_000), { tag: 'x', idempotency })]);
      const { nextRunID, records } = await reopen();
      expect(nextRunID).toBe(12);
      expect(records).toEqual([record(2, { tag: 'x', idempotency }), record(5), submission(11).record]);
      const run = await logger.read(2);
      expect(run.document).toBe('two');
      expect((await eventsOf(run)).slice(1)).toEqual(taskEvents(0, 3_000));
      await logger.append([progress(5, taskEvents(0, 2))]);
      await reopen();
      expect(await eventsOf(await logger.read(5))).toEqual([
        ...submission(5).events,
        ...EVERY_KIND,
        ...taskEvents(0, 2),
      ]);
    });

    it('has one name for ever, and a greater token for each owner', async () => {
      const first = await logger.open();
      const second = await reopen();
      const third = await reopen();
      expect([second.storeID, third.storeID]).toEqual([first.storeID, first.storeID]);
      expect(second.fencingToken).toBeGreaterThan(first.fencingToken);
      expect(third.fencingToken).toBeGreaterThan(second.fencingToken);
    });

    it('lists many runs, by ascending id', async () => {
      await logger.open();
      const ids = Array.from({ length: 5_000 }, (_, i) => 3 * i + 1);
      await logger.append(ids.toReversed().map((id) => submission(id)));
      const { records } = await reopen();
      expect(records.map(({ runID }) => runID)).toEqual(ids);
    });

    it('never gives out an id again, also of a run that was removed', async () => {
      await logger.open();
      await logger.append([submission(1), submission(8)]);
      await logger.remove([8, 1]);
      expect(await reopen()).toMatchObject({ nextRunID: 9, records: [] });
      expect((await reopen()).nextRunID).toBe(9);
    });

    it('refuses a second owner', async () => {
      await logger.open();
      const second = subject.reopen();
      await expect(second.open()).rejects.toThrow('in use by another daggyd');
      await second.close();
      await logger.append([submission(1)]);
      await reopen();
      expect((await logger.read(1)).document).toBe('{"run":1}');
    });

    it(`has every append that was acknowledged, and none by half, after kill -9 (${KILLS} times)`, async () => {
      for (let kill = 0; kill < KILLS; kill++) {
        const acknowledged = await appendUntilKilled(subject.origin);
        const { records, nextRunID } = await reopen();
        const newest = records.slice(-2);
        expect(newest.map(({ runID }) => runID)).toEqual([nextRunID - 2, nextRunID - 1]);
        const [first, second] = await Promise.all(newest.map(({ runID }) => readTasks(logger, runID)));
        // One append gives the first run one task and the second run three.
        expect(first.length).toBeGreaterThanOrEqual(acknowledged);
        expect(first.length).toBeLessThanOrEqual(acknowledged + 1);
        expect(second.length).toBe(3 * first.length);
        expect(newest.map(({ taskCounts }) => taskCounts.COMPLETED)).toEqual([first.length, second.length]);
        for (const tasks of [first, second]) expect(tasks).toEqual(tasks.map((_, i) => i));
        await logger.close();
      }
    });
  });
}

/** Task numbers in the order of their ends. */
async function readTasks(logger: StateLogger, runID: number): Promise<number[]> {
  const events = await eventsOf(await logger.read(runID));
  return events.flatMap((event) => (event.type === 'attempt-finished' ? [event.task] : []));
}

/** How many appends had been acknowledged when the process was killed, at a random moment. */
async function appendUntilKilled(origin: LoggerOrigin): Promise<number> {
  const script = join(__dirname, 'append-for-ever.mjs');
  const child = spawn(process.execPath, [script, JSON.stringify(origin)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const killAt = 1 + Math.floor(Math.random() * 500);
  let acknowledged = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Number(line);
    // Not in step with an append: the child is always some appends ahead of what was read here.
    if (acknowledged >= killAt) child.kill('SIGKILL');
  }
  await ended(child);
  expect(child.signalCode).toBe('SIGKILL');
  return acknowledged;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
