import { Simulation } from '../../../test/simulator/simulation';

const one = { tasks: { a: { job: {} } } };

describe('the removal of a run', () => {
  it('forgets it in memory, in the list and in the store, and tells so', async () => {
    const simulation = await Simulation.open();
    const { engine, clock } = simulation;
    const runID = await simulation.runToEnd(one);
    const told: unknown[] = [];
    engine.feed.listen((changes) => told.push(...changes.map(({ change }) => change)));
    const removed = engine.remove(runID);
    await clock.run();
    await removed;
    expect([engine.index.get(runID), engine.peek(runID)]).toEqual([undefined, undefined]);
    await expect(simulation.logger.read(runID)).rejects.toThrow();
    expect(told).toEqual([{ type: 'run-removed', time: clock.now(), runID }]);
    await expect(engine.remove(runID)).rejects.toMatchObject({ code: 'run-not-found' });
  });

  it('that the store refuses leaves it where it was', async () => {
    const simulation = await Simulation.open();
    const { engine, clock, logger } = simulation;
    const first = await simulation.runToEnd(one);
    const second = await simulation.runToEnd(one);
    jest.spyOn(logger, 'remove').mockRejectedValueOnce(new Error('the disk is full'));
    const refused = expect(engine.remove(first)).rejects.toThrow('the disk is full');
    await clock.run();
    await refused;
    expect([...engine.index.newestFirst()].map(({ runID }) => runID)).toEqual([second, first]);
    expect((await engine.run(first)).model.state).toBe('COMPLETED');
  });

  it('does not read one that is not in memory', async () => {
    const simulation = await Simulation.open({ mostWeightInMemory: 1 });
    const { engine, clock, logger } = simulation;
    const first = await simulation.runToEnd(one);
    await simulation.runToEnd(one);
    expect(engine.peek(first)).toBeUndefined();
    const read = jest.spyOn(logger, 'read');
    const removed = engine.remove(first);
    await clock.run();
    await removed;
    expect([engine.index.get(first), read.mock.calls]).toEqual([undefined, []]);
  });

  it('in the very turn in which it ends is not undone by the record of that end', async () => {
    const simulation = await Simulation.open({ maxRunningRuns: 0 });
    const { engine, clock, logger } = simulation;
    const runID = await simulation.submit(one);
    // While an append is under way requests gather, and are carried out together.
    logger.appendMs = 10;
    const other = engine.submit(JSON.stringify(one));
    await clock.settle();
    const killed = engine.changeRun(runID, 'kill');
    await clock.settle();
    const removed = engine.remove(runID);
    await clock.run();
    await Promise.all([other, killed, removed]);
    expect((await killed).state).toBe('KILLED');
    expect(engine.index.get(runID)).toBeUndefined();
    await expect(logger.read(runID)).rejects.toThrow();
  });

  it('in the very turn in which it ends leaves it as it ended when the store refuses', async () => {
    const simulation = await Simulation.open({ maxRunningRuns: 0 });
    const { engine, clock, logger } = simulation;
    const runID = await simulation.submit(one);
    logger.appendMs = 10;
    const other = engine.submit(JSON.stringify(one));
    await clock.settle();
    const killed = engine.changeRun(runID, 'kill');
    await clock.settle();
    jest.spyOn(logger, 'remove').mockRejectedValueOnce(new Error('the disk is full'));
    const refused = expect(engine.remove(runID)).rejects.toThrow('the disk is full');
    await clock.run();
    await Promise.all([other, killed, refused]);
    expect(engine.index.get(runID)?.state).toBe('KILLED');
  });
});
