import type { Bench } from './executor-contract';

/** Ending attempts before they end by themselves. */
export function describeStopping({ abilities, probe }: Bench): void {
  it.each(['killed', 'timeout'] as const)('stops an attempt, and reports why: %s', async (cause) => {
    const executor = await probe();
    const order = executor.order(abilities.last(60_000));
    executor.start(order);
    executor.stop(order, cause);
    const { outcome } = await executor.resultOf(order);
    expect(outcome).toMatchObject({ cause });
    expect('rc' in outcome && outcome.rc).toBeGreaterThan(128);
  });

  it('reports the first cause of two', async () => {
    const executor = await probe();
    const order = executor.order(abilities.last(60_000));
    executor.start(order);
    executor.stop(order, 'timeout');
    executor.stop(order, 'killed');
    expect((await executor.resultOf(order)).outcome).toMatchObject({ cause: 'timeout' });
  });

  it('stops an attempt that waits for a slot without starting it', async () => {
    const executor = await probe({ slots: 1 });
    const running = executor.order(abilities.last(60_000));
    const waiting = executor.order(abilities.last(60_000));
    executor.start(running, waiting);
    executor.stop(waiting);
    expect((await executor.resultOf(waiting)).outcome).toMatchObject({ cause: 'killed' });
    expect(executor.results(running)).toHaveLength(0);
  });

  it('passes over unknown and ended attempts', async () => {
    const executor = await probe();
    const { key } = await executor.run(abilities.succeed);
    executor.stop(key);
    executor.stop({ runID: 4711, task: 0, attempt: 1 });
    await executor.run(abilities.succeed);
    expect(executor.finished.map(({ result }) => result.outcome)).toEqual(Array(2).fill({ cause: 'exit', rc: 0 }));
  });

  it('ends everything when it is closed so, and reports it before that is done', async () => {
    const executor = await probe({ slots: 2 });
    const orders = Array.from({ length: 4 }, () => executor.order(abilities.last(60_000)));
    executor.start(...orders);
    await executor.executor.close('stop');
    for (const order of orders) expect(executor.results(order)[0].outcome).toMatchObject({ cause: 'killed' });
  });
}
