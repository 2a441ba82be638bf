import { SimulatedPlacer } from '../../../test/simulator/simulated-placer';
import { Simulation, type SimulationOptions } from '../../../test/simulator/simulation';

const job = { command: ['/bin/true'] };
const wanting = (cores: number, more: object = {}) => ({ job: { ...job, cores }, ...more });

async function withCores(total: number, options: SimulationOptions = {}) {
  const placer = new SimulatedPlacer(total);
  const simulation = await Simulation.open({ slots: Infinity, placer, ...options });
  return { placer, simulation, started: () => simulation.executor.started.map(({ taskName }) => taskName) };
}

describe('a pool whose executor knows what attempts take', () => {
  it('starts what finds room past what finds none, and that one as soon as there is room', async () => {
    const { simulation, started } = await withCores(4, {
      scriptOf: ({ taskName }) => ({ durationMs: taskName === 'first' ? 100 : 500, outcome: { cause: 'exit', rc: 0 } }),
    });
    const tasks = { first: wanting(3), big: wanting(4), small: wanting(1) };
    const runID = await simulation.submit({ tasks });
    await simulation.clock.run(simulation.clock.now() + 10);
    expect(started()).toEqual(['first', 'small']);
    const run = await simulation.engine.run(runID);
    expect(simulation.engine.explain(run, 1)).toEqual({ code: 'capacity', message: 'needs 4 cores, and 0 are free' });
    await simulation.clock.run();
    expect(started()).toEqual(['first', 'small', 'big']);
    expect(await simulation.state(runID)).toBe('COMPLETED');
  });

  it('asks for higher priority first, then for the older run, over all runs', async () => {
    const { simulation, started, placer } = await withCores(0);
    await simulation.submit({ tasks: { a1: wanting(1), a2: wanting(2, { priority: 5 }), a3: wanting(1) } });
    await simulation.submit({ tasks: { b1: wanting(1), b2: wanting(1, { priority: 9 }) } });
    placer.free = 4;
    (placer as { total: number }).total = 4;
    simulation.executor.capacityChanged();
    await simulation.clock.run();
    expect(started()).toEqual(['b2', 'a2', 'a1', 'a3', 'b1']);
  });

  it('passes over the rest of a template after a few, and looks at no more than it has time for', async () => {
    const { simulation, placer } = await withCores(1);
    const wide = { job: { command: ['/bin/echo', '{{I}}'], cores: 2 } };
    const narrow = Object.fromEntries(range(1000).map((index) => [`narrow${index}`, wanting(5)]));
    await simulation.submit({ parameters: { I: range(1000) }, tasks: { wide, ...narrow } });
    expect(placer.refused).toEqual([
      ...range(8, 1).map((index) => `wide_${index}`),
      ...range(92).map((index) => `narrow${index}`),
    ]);
  });

  it('says so when only the turn of a task has not come', async () => {
    const { simulation, placer } = await withCores(0);
    const runID = await simulation.submit({ tasks: { a: wanting(1) } });
    placer.free = 1;
    const run = await simulation.engine.run(runID);
    expect(simulation.engine.explain(run, 0)?.message).toMatch(/^pool default has room; /);
  });
});

describe('a pool whose back end has a queue', () => {
  it('tells of a task under way why it has not begun there', async () => {
    const simulation = await Simulation.open({
      scriptOf: () => ({ durationMs: 100, outcome: { cause: 'exit', rc: 0 } }),
    });
    const runID = await simulation.submit({
      tasks: { waits: { job }, runs: { job }, later: { job, parents: ['runs'] } },
    });
    await simulation.clock.run(simulation.clock.now() + 10);
    simulation.executor.queue = {
      pending: 1,
      trouble: undefined,
      obstacle: ({ task, attempt }) => (task === 0 ? `job ${attempt} is behind others` : undefined),
    };
    const run = await simulation.engine.run(runID);
    expect(simulation.engine.explain(run, 0)).toEqual({ code: 'queue', message: 'job 1 is behind others' });
    expect(simulation.engine.explain(run, 1)).toBeUndefined();
    expect(simulation.engine.explain(run, 2)?.code).toBe('parents');
    await simulation.clock.run();
    expect(simulation.engine.explain(await simulation.engine.run(runID), 0)).toBeUndefined();
  });
});

function range(count: number, first = 0): string[] {
  return Array.from({ length: count }, (_, index) => String(first + index));
}
