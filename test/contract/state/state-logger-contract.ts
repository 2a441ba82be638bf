import type { StateLogger, StoredRun } from '#dag/ports/state-logger';
import type { RunEvent } from '#dag/run/events';
import { countTurns } from '../../support/count-turns';
import { describeDurability } from './durability-contract';
import { EVERY_KIND, eventsOf, expectEvents, progress, record, submission, taskEvents } from './sample-runs';

/** A store of its own, empty. */
export interface LoggerUnderTest {
  /** Not opened. */
  readonly logger: StateLogger;
  /** Another logger on the same store, not opened; the one before was closed, or its process has ended. */
  reopen(): StateLogger;
  /** How another process makes a logger on the same store: arguments of `createStateLogger`. */
  readonly origin: LoggerOrigin;
  /** Called last, with all loggers closed. */
  dispose(): Promise<void>;
}

export interface LoggerOrigin {
  readonly name: string;
  readonly config: object;
  readonly dataDir: string;
}

export interface LoggerAbilities {
  readonly durable: boolean;
}

/** Everything that the port promises; every state logger is held to it. */
export function describeStateLogger(
  name: string,
  make: () => Promise<LoggerUnderTest>,
  abilities: LoggerAbilities,
): void {
  // 20 MB through a store, 100,000 events: some seconds on a busy machine.
  jest.setTimeout(60_000);

  describe(`${name} keeps the contract of state loggers:`, () => {
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

    it('says who it is', () => {
      expect(logger.name).toBe(name);
      expect(logger.durable).toBe(abilities.durable);
    });

    it('refuses to work before it was opened and after it was closed', async () => {
      await expect(logger.append([submission(1)])).rejects.toThrow('not open');
      await logger.open();
      await logger.close();
      await expect(logger.append([submission(1)])).rejects.toThrow('not open');
    });

    it('is empty at first', async () => {
      const { storeID, ...state } = await logger.open();
      expect(state).toMatchObject({ nextRunID: 1, records: [] });
      expect(storeID).toMatch(/^[0-9a-f]{16}$/);
    });

    it('gives back a run with events of every kind', async () => {
      await logger.open();
      await logger.append([submission(1)]);
      await logger.append([progress(1, EVERY_KIND)]);
      const run = await logger.read(1);
      expect(run.document).toBe('{"run":1}');
      expect(run.record).toEqual(record(1));
      expect(await eventsOf(run)).toEqual([...submission(1).events, ...EVERY_KIND]);
    });

    it('keeps the order of appends and of the entries in them', async () => {
      await logger.open();
      const all = taskEvents(0, 301);
      await logger.append([submission(1), progress(1, all.slice(0, 5)), submission(2), progress(1, all.slice(5, 8))]);
      for (let at = 8; at < all.length; at += 3) {
        await logger.append([
          progress(1, all.slice(at, at + 1), { lastUpdate: at }),
          progress(2, all.slice(at, at + 2)),
          progress(1, all.slice(at + 1, at + 3), { lastUpdate: at + 1 }),
        ]);
      }
      const run = await logger.read(1);
      expect(await eventsOf(run)).toEqual([...submission(1).events, ...all]);
      expect(run.record.lastUpdate).toBe(600);
    });

    it('takes many runs at once', async () => {
      await logger.open();
      const ids = Array.from({ length: 3_000 }, (_, i) => i + 1);
      await logger.append(ids.map((id) => submission(id)));
      await logger.append(ids.map((id) => progress(id, taskEvents(id, 1), { tag: `t${id}` })));
      for (const id of [1, 2, 1500, 3000]) {
        const run = await logger.read(id);
        expect(run.record).toEqual(record(id, { tag: `t${id}` }));
        expect(await eventsOf(run)).toEqual([...submission(id).events, ...taskEvents(id, 1)]);
      }
    });

    it('records all of an append or nothing', async () => {
      await logger.open();
      await logger.append([submission(1)]);
      const refused = logger.append([progress(1, EVERY_KIND, { tag: 'no' }), submission(2), progress(3, EVERY_KIND)]);
      await expect(refused).rejects.toMatchObject({ code: 'run-not-found', message: 'there is no run 3' });
      await expect(logger.read(2)).rejects.toMatchObject({ code: 'run-not-found' });
      const run = await logger.read(1);
      expect(run.record.tag).toBe('');
      expect(await eventsOf(run)).toEqual(submission(1).events);
      await logger.append([submission(2), progress(1, EVERY_KIND)]);
      expect(await eventsOf(await logger.read(1))).toHaveLength(1 + EVERY_KIND.length);
    });

    it('records the definition of a run once', async () => {
      await logger.open();
      await logger.append([submission(1, 'first')]);
      await expect(logger.append([submission(1, 'second')])).rejects.toThrow('run 1 is already recorded');
      await expect(logger.append([submission(2, 'a'), submission(2, 'b')])).rejects.toThrow(
        'run 2 is already recorded',
      );
      expect((await logger.read(1)).document).toBe('first');
      await expect(logger.read(2)).rejects.toMatchObject({ code: 'run-not-found' });
    });

    it('rejects the reading of a run that it does not have', async () => {
      await logger.open();
      await expect(logger.read(7)).rejects.toMatchObject({ code: 'run-not-found', message: 'there is no run 7' });
    });

    it.each([
      ['nothing', ''],
      ['a byte order mark', '\ufeff{}'],
      ['NUL and other controls', '{"a":"\u0000\u0001\u007f\u2028"}\r\n\t '],
      ['scripts and emoji', '{"é":"日本語 \u{1f468}\u200d\u{1f469}"}'],
      ['20 MB of ASCII', `"${'x'.repeat(20_000_000)}"`],
      // Of odd length in front, so that no cut at a round number falls between two characters by luck.
      ['20 MB of four-byte characters', `"${'\u{1f600}'.repeat(5_000_000)}"`],
      ['3 MB of two-byte characters', `${'é'.repeat(1_500_000)}`],
    ])('keeps a definition byte for byte: %s', async (_, document) => {
      await logger.open();
      await logger.append([submission(1, document)]);
      const stored = (await logger.read(1)).document;
      expect(stored.length).toBe(document.length);
      expect(stored === document).toBe(true);
    });

    it('keeps a record with all of its fields, and with as few as there are', async () => {
      await logger.open();
      const full = {
        tag: 'ü "quoted" \u0000 \ud800 \u{1f600}',
        pool: 'cluster',
        state: 'KILLED' as const,
        stopTime: START_OF_2100,
        lastUpdate: START_OF_2100,
        idempotency: { key: "a key; '--", bodyHash: 'ab'.repeat(32) },
      };
      await logger.append([submission(1, '{}', full), submission(2)]);
      expect((await logger.read(1)).record).toEqual(record(1, { ...full, startTime: undefined }));
      const bare = (await logger.read(2)).record;
      expect(bare).toEqual(submission(2).record);
      expect(Object.keys(bare)).not.toContain('stopTime');
      await logger.append([progress(1, EVERY_KIND, full)]);
      expect((await logger.read(1)).record).toEqual(record(1, full));
    });

    it('gives back 100,000 events in chunks, with room for other work in between', async () => {
      await logger.open();
      const all = taskEvents(0, 50_000);
      await logger.append([submission(1)]);
      await logger.append([progress(1, all)]);
      const turns = countTurns();
      const events: RunEvent[] = [];
      let longest = 0;
      let chunks = 0;
      for await (const chunk of (await logger.read(1)).events) {
        longest = Math.max(longest, chunk.length);
        chunks++;
        for (const event of chunk) events.push(event);
      }
      const turnsTaken = turns();
      expectEvents(events.slice(1), all);
      expect(longest).toBeLessThanOrEqual(5_000);
      expect(turnsTaken).toBeGreaterThanOrEqual(chunks - 1);
    });

    it('gives a reader the events up to its record, whatever is appended meanwhile', async () => {
      await logger.open();
      await logger.append([submission(1)]);
      for (let first = 0; first < 10_000; first += 1_000) await logger.append([progress(1, taskEvents(first, 1_000))]);
      await logger.append([progress(1, taskEvents(10_000, 1), { lastUpdate: 1 })]);
      const run = await logger.read(1);
      const events: RunEvent[] = [];
      let appended = 0;
      for await (const chunk of run.events) {
        for (const event of chunk) events.push(event);
        await logger.append([
          progress(1, taskEvents(20_000 + appended, 1), { lastUpdate: 2 }),
          submission(2 + appended),
        ]);
        appended++;
      }
      expect(appended).toBeGreaterThan(1);
      expect(run.record.lastUpdate).toBe(1);
      expectEvents(events.slice(1), taskEvents(0, 10_001));
      expect(await eventsOf(await logger.read(1))).toHaveLength(1 + 20_002 + 2 * appended);
    });

    it('serves several readers, and forgets one that loses interest', async () => {
      await logger.open();
      await logger.append([submission(1), submission(2)]);
      await logger.append([progress(1, taskEvents(0, 6_000)), progress(2, taskEvents(6_000, 6_000))]);
      for await (const chunk of (await logger.read(1)).events) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
      const runs: StoredRun[] = await Promise.all([logger.read(1), logger.read(2), logger.read(1)]);
      const [one, two, again] = await Promise.all(runs.map(eventsOf));
      expectEvents(one.slice(1), taskEvents(0, 6_000));
      expectEvents(two.slice(1), taskEvents(6_000, 6_000));
      expect(again).toEqual(one);
    });

    it('removes runs with all that belongs to them', async () => {
      await logger.open();
      await logger.append([1, 2, 3, 4].map((id) => submission(id)));
      await logger.append([progress(2, taskEvents(0, 20_000)), progress(3, taskEvents(0, 10))]);
      await logger.remove([2, 99, 4]);
      await logger.remove([]);
      for (const id of [2, 4]) {
        await expect(logger.read(id)).rejects.toMatchObject({ code: 'run-not-found' });
        await expect(logger.append([progress(id, EVERY_KIND)])).rejects.toMatchObject({ code: 'run-not-found' });
      }
      expect((await logger.read(1)).document).toBe('{"run":1}');
      expect((await eventsOf(await logger.read(3))).slice(1)).toEqual(taskEvents(0, 10));
      await logger.append([progress(3, taskEvents(10, 10))]);
      expect((await eventsOf(await logger.read(3))).slice(1)).toEqual(taskEvents(0, 20));
    });

    it('passes over runs that are not there, or not any more', async () => {
      await logger.open();
      await logger.append([submission(1), submission(2)]);
      await logger.remove([99]);
      // As after a removal whose answer was lost.
      for (let time = 0; time < 2; time++) await logger.remove([1]);
      await expect(logger.read(1)).rejects.toMatchObject({ code: 'run-not-found' });
      expect((await logger.read(2)).document).toBe('{"run":2}');
    });

    it('appends while it removes', async () => {
      await logger.open();
      await logger.append([submission(1), submission(2)]);
      await logger.append([progress(1, taskEvents(0, 100_000))]);
      const removal = logger.remove([1]);
      for (let task = 0; task < 50; task++) await logger.append([progress(2, taskEvents(task, 1))]);
      await removal;
      expect((await eventsOf(await logger.read(2))).slice(1)).toEqual(taskEvents(0, 50));
    });
  });

  if (abilities.durable) describeDurability(name, make);
}

const START_OF_2100 = Date.UTC(2100, 0, 1);
