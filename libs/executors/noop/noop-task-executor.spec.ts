import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Job } from '#dag/spec/dag-spec';
import { describeExecutor } from '../../../test/contract/executor/executor-contract';
import { Probe, until } from '../../../test/contract/executor/probe';
import { NoopTaskExecutor } from './noop-task-executor';

describeExecutor(
  'NoopTaskExecutor',
  ({ slots, dataDir, maxOutputBytes }) =>
    new NoopTaskExecutor({ threads: slots }, { dataDir, maxOutputBytes, pool: 'default', log: () => {} }),
  {
    succeed: {},
    fail: (rc) => ({ rc }),
    last: (durationMs) => ({ durationMs }),
    print: (output) => ({ output }),
  },
);

describe('NoopTaskExecutor', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'daggy-noop-'));
  let probe: Probe;

  beforeEach(async () => {
    probe = new Probe(
      new NoopTaskExecutor({}, { dataDir, maxOutputBytes: 1000, pool: 'default', log: () => {} }),
      1,
      true,
    );
    await probe.open();
  });

  afterEach(() => probe.executor.close('stop'));
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  const ok = { cause: 'exit', rc: 0 };
  const lost = { cause: 'lost' };
  it.each<[Job, object[]]>([
    [{}, [ok, ok]],
    [{ failAttempts: 2 }, [{ cause: 'exit', rc: 1 }, { cause: 'exit', rc: 1 }, ok]],
    [{ failAttempts: '1', rc: '7' }, [{ cause: 'exit', rc: 7 }, ok]],
    [
      { rc: 3 },
      [
        { cause: 'exit', rc: 3 },
        { cause: 'exit', rc: 3 },
      ],
    ],
    [{ rc: 0 }, [ok]],
    [{ lose: true }, [lost, lost]],
    [{ lose: 1 }, [lost, ok]],
    [{ lose: 1, failAttempts: 2, rc: 9 }, [lost, { cause: 'exit', rc: 9 }, ok]],
    [{ lose: false }, [ok]],
  ])('does what %j asks of its attempts', async (job, outcomes) => {
    for (const [index, outcome] of outcomes.entries()) {
      expect((await probe.run(job, index + 1)).result.outcome).toEqual(outcome);
    }
  });

  it('has no limit of its own on how many run at once', async () => {
    expect(probe.executor.slots).toBe(Infinity);
    const orders = Array.from({ length: 100_000 }, () => probe.order({ durationMs: 300 }));
    const begun = Date.now();
    probe.start(...orders.slice(0, 50_000));
    probe.start(...orders.slice(50_000));
    await until('all have ended', () => probe.finished.length === orders.length);
    expect(Date.now() - begun).toBeLessThan(10_000);
    const times = probe.finished.map(({ result }) => result.stopTime - result.startTime);
    expect(times.every((time) => time >= 300)).toBe(true);
  }, 30_000);

  it.each([
    [true, 'old'],
    [false, ''],
  ])('shows output of an earlier life only when ids go on (durable: %s)', async (durable, shown) => {
    const { key } = await probe.run({ output: 'old' });
    const context = { dataDir, maxOutputBytes: 1000, pool: 'default', durable, log: () => {} };
    const after = new Probe(new NoopTaskExecutor({}, context), 1, true);
    await after.open();
    expect(await after.output(key)).toBe(shown);
    await after.executor.close('stop');
  });

  it('counts no attempt as a success whose output could not be kept', async () => {
    const blocked = mkdtempSync(join(dataDir, 'blocked-'));
    // A file where the folder of all output would be.
    writeFileSync(join(blocked, 'stores'), '');
    const context = { dataDir: blocked, maxOutputBytes: 1000, pool: 'default', log: () => {} };
    const unlucky = new Probe(new NoopTaskExecutor({}, context), 1, true);
    await unlucky.open();
    const { result } = await unlucky.run({ output: 'x' });
    expect(result.outcome).toEqual({ cause: 'exit', rc: 74 });
    expect(result.executorLog).toContain('its output could not be kept');
    expect((await unlucky.run({ output: 'x', rc: 3 })).result.outcome).toEqual({ cause: 'exit', rc: 3 });
  });

  it('takes up what was under way, from its start', async () => {
    const { executor } = probe;
    const order = probe.order({ durationMs: 50, output: 'again' });
    await executor.adopt([order], () => true);
    expect((await probe.resultOf(order)).outcome).toEqual(ok);
    expect(await probe.output(order)).toBe('again');
  });

  it('accepts jobs that were written for other executors', () => {
    const { executor } = probe;
    expect(executor.checkJob({ command: ['x'], cores: 2, memoryMB: 100, workDir: '/', tmpDir: '/tmp' })).toEqual([]);
  });

  it.each<[Job, string]>([
    [{ durationMs: -1 }, '/durationMs'],
    [{ durationMs: 'soon' }, '/durationMs'],
    [{ failAttempts: 1.5 }, '/failAttempts'],
    [{ rc: 256 }, '/rc'],
    [{ output: 1 }, '/output'],
    [{ lose: 'yes' }, '/lose'],
    [{ durationMS: 1 }, '/durationMS'],
  ])('refuses %j', (job, pointer) => {
    expect(probe.executor.checkJob(job).map((problem) => problem.pointer)).toEqual([pointer]);
  });
});
