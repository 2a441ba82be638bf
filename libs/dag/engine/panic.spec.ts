import { MemoryLogger } from '../../../test/simulator/memory-logger';
import { SimulatedExecutor } from '../../../test/simulator/simulated-executor';
import { SUCCEEDS } from '../../../test/simulator/simulation';
import { VirtualClock } from '../../../test/simulator/virtual-clock';
import { DEFAULT_POOL } from '../spec/dag-spec';
import { Engine } from './engine';

it('a defect that ends the loop is told, not swallowed', async () => {
  const clock = new VirtualClock();
  const executor = new SimulatedExecutor(clock, 1, () => SUCCEEDS);
  const defect = new Error('an executor that throws');
  executor.onStart = () => {
    throw defect;
  };
  const panics: unknown[] = [];
  const engine = new Engine({
    logger: new MemoryLogger(clock),
    executors: new Map([[DEFAULT_POOL, executor]]),
    clock,
    limits: { maxTasks: 10 },
    maxRunningRuns: 1,
    mostWeightInMemory: 10,
    mostActiveWeight: Infinity,
    onPanic: (error) => panics.push(error),
  });
  await engine.open();
  void engine.submit(JSON.stringify({ tasks: { a: { job: {} } } }));
  await clock.run();
  expect(panics).toEqual([defect]);
});
