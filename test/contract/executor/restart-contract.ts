import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import type { Bench } from './executor-contract';
import { fixture } from './fixture';

/** Attempts that outlive the server, for executors that can do that. */
export function describeRestart({ abilities, probe, folder }: Bench): void {
  it('takes attempts up again that went on, or ended, while it was away', async () => {
    const before = await probe();
    if (!before.executor.survivesRestart) return;
    const running = before.order(abilities.last(1500));
    const ending = before.order(abilities.last(100));
    before.start(running, ending);
    await before.run(abilities.succeed);
    await before.executor.close('leave');
    expect(before.results(running)).toHaveLength(0);

    const after = await probe();
    after.adopt(running, ending);
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
    after.adopt(order, { ...order, ...acknowledged.key });
    expect(await after.resultOf(kept.key)).toEqual(kept.result);
    expect((await after.resultOf(acknowledged.key)).outcome).toEqual({ cause: 'lost' });
    expect(await after.output(kept.key)).toBe('kept');
  });

  it('does not start an attempt that went on while it was away a second time', async () => {
    const before = await probe();
    if (!before.executor.survivesRestart) return;
    const order = before.order(abilities.last(700));
    before.start(order);
    await before.run(abilities.succeed);
    await before.executor.close('leave');
    const after = await probe();
    const begun = Date.now();
    after.start(order);
    expect((await after.resultOf(order)).startTime).toBeLessThan(begun);
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
    after.adopt(first, second);
    await after.untilPrinted(first, 'hello');
    after.stop(first);
    expect((await after.resultOf(first)).outcome).toMatchObject({ cause: 'killed' });
    writeFileSync(stop, '');
    expect((await after.resultOf(second)).outcome).toEqual({ cause: 'exit', rc: 0 });
    expect(await after.output(second)).toBe('hello\n');
  });
}
