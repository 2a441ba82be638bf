import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import type { Bench } from './executor-contract';
import { fixture } from './fixture';
import { until } from './probe';

/** Attempts that outlive the server, for executors that can do that. */
export function describeRestart({ abilities, probe, folder }: Bench): void {
  it('takes attempts up again that went on, or ended, while it was away', async () => {
    // One that ends before the first executor does is reported to both then.
    const before = await probe({}, false);
    if (!before.executor.survivesRestart) return;
    const running = before.order(abilities.last(1500));
    const ending = before.order(abilities.last(100));
    before.start(running, ending);
    await before.run(abilities.succeed);
    await before.executor.close('leave');
    expect(before.results(running)).toHaveLength(0);

    const after = await probe();
    await after.adopt(running, ending);
    expect((await after.resultOf(ending)).outcome).toEqual({ cause: 'exit', rc: 0 });
    expect((await after.resultOf(running)).outcome).toEqual({ cause: 'exit', rc: 0 });
    const { startTime, stopTime } = after.results(running)[0];
    expect(stopTime - startTime).toBeGreaterThanOrEqual(1400);
    expect(after.results(running)).toHaveLength(1);
  });

  it('reports a result again that was not acknowledged, and forgets one that was', async () => {
    const before = await probe({}, false);
    if (!before.executor.survivesRestart) return;
    const kept = await before.run(abilities.print('kept'));
    const acknowledged = await before.run(abilities.succeed);
    before.acknowledge(acknowledged.key);
    await before.executor.close('leave');

    const after = await probe();
    const order = { ...after.order(abilities.print('kept')), ...kept.key };
    await after.adopt(order, { ...order, ...acknowledged.key });
    expect(await after.resultOf(kept.key)).toEqual(kept.result);
    expect((await after.resultOf(acknowledged.key)).outcome).toEqual({ cause: 'lost' });
    expect(await after.output(kept.key)).toBe('kept');
  });

  it('calls an attempt lost that it has never heard of', async () => {
    const executor = await probe();
    if (!executor.executor.survivesRestart) return;
    const order = executor.order(abilities.succeed);
    await executor.adopt(order);
    const result = await executor.resultOf(order);
    expect(result.outcome).toEqual({ cause: 'lost' });
    expect(result.executorLog).not.toBe('');
  });

  it('ends and forgets what is not taken up, and starts an attempt of the same key anew', async () => {
    const before = await probe({}, false);
    if (!before.executor.survivesRestart) return;
    const running = before.order(abilities.last(60_000));
    const { key: ended } = await before.run(abilities.print('old'));
    before.start(running);
    await before.run(abilities.succeed);
    await before.executor.close('leave');

    const after = await probe();
    await after.adopt();
    after.start({ ...running, job: abilities.print('new') }, { ...running, ...ended, job: abilities.print('new') });
    for (const key of [running, ended]) {
      expect((await after.resultOf(key)).outcome).toEqual({ cause: 'exit', rc: 0 });
      expect(await after.output(key)).toBe('new');
      expect(after.results(key)).toHaveLength(1);
    }
  });

  it('keeps the output of runs that are known, and of no others', async () => {
    const before = await probe();
    const { key: kept } = await before.run(abilities.print('kept'));
    const { key: gone } = await before.run(abilities.print('gone'));
    const other = { ...before.order(abilities.print('gone')), runID: kept.runID + 1000 };
    before.start(other);
    await before.resultOf(other);
    await before.executor.close('leave');
    const after = await probe();
    await after.executor.adopt([], (runID) => runID === kept.runID);
    await until('it is gone', async () => (await after.output(other)) === '');
    expect([await after.output(kept), await after.output(gone)]).toEqual(['kept', 'gone']);
  });

  it('is nobody’s but its latest owner’s', async () => {
    const before = await probe();
    if (!before.executor.survivesRestart) return;
    const order = before.order(abilities.last(700));
    before.start(order);
    await before.run(abilities.succeed);
    // The first one is still there: frozen, say.
    const after = await probe();
    await after.adopt(order);
    expect((await after.resultOf(order)).outcome).toEqual({ cause: 'exit', rc: 0 });
    expect(before.results(order)).toHaveLength(0);
  });

  it('leaves alone what belongs to another store', async () => {
    const before = await probe();
    if (!before.executor.survivesRestart) return;
    const order = before.order(abilities.print('before'));
    before.start(order);
    await before.resultOf(order);
    const other = await probe({}, true, '0123456789abcdef');
    expect(await other.output(order)).toBe('');
    other.start({ ...order, job: abilities.print('other') });
    await other.resultOf(order);
    expect([await before.output(order), await other.output(order)]).toEqual(['before', 'other']);
  });

  it('stops and reads what went on while it was away', async () => {
    const before = await probe();
    if (!before.executor.survivesRestart || !abilities.command) return;
    const stop = join(folder(), 'stop');
    const job = abilities.command({ command: [fixture('print-then-wait.sh'), 'hello', '', stop] });
    const [first, second] = [before.order(job), before.order(job)];
    before.start(first, second);
    await before.untilPrinted(first, 'hello');
    await before.executor.close('leave');

    const after = await probe();
    await after.adopt(first, second);
    await after.untilPrinted(first, 'hello');
    after.stop(first);
    expect((await after.resultOf(first)).outcome).toMatchObject({ cause: 'killed' });
    writeFileSync(stop, '');
    expect((await after.resultOf(second)).outcome).toEqual({ cause: 'exit', rc: 0 });
    expect(await after.output(second)).toBe('hello\n');
  });
}
