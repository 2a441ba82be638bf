import { MemoryLogger } from '../../../test/simulator/memory-logger';
import { SimulatedExecutor } from '../../../test/simulator/simulated-executor';
import { SUCCEEDS } from '../../../test/simulator/simulation';
import { VirtualClock } from '../../../test/simulator/virtual-clock';
import { DaggyError } from '../errors';
import { DEFAULT_POOL } from '../spec/dag-spec';
import { Engine } from './engine';

const clock = new VirtualClock();
let logger: MemoryLogger;
let executor: SimulatedExecutor;
let panics: unknown[];
let troubles: (string | undefined)[];

beforeEach(() => {
  logger = new MemoryLogger(clock);
  executor = new SimulatedExecutor(clock, 1, () => SUCCEEDS);
  panics = [];
  troubles = [];
});

function makeEngine(): Engine {
  return new Engine({
    logger,
    executors: new Map([[DEFAULT_POOL, executor]]),
    clock,
    limits: { maxTasks: 10 },
    maxRunningRuns: 1,
    mostWeightInMemory: 10,
    mostActiveWeight: Infinity,
    onPanic: (error) => panics.push(error),
    onStoreTrouble: (reason) => troubles.push(reason),
  });
}

const ONE_TASK = JSON.stringify({ tasks: { a: { job: {} } } });

it('a defect that ends the loop is told, not swallowed', async () => {
  const defect = new Error('an executor that throws');
  executor.onStart = () => {
    throw defect;
  };
  const engine = makeEngine();
  await engine.open();
  void engine.submit(ONE_TASK);
  await clock.run();
  expect(panics).toEqual([defect]);
});

it.each([new DaggyError('fenced', 'another daggyd has taken over'), new Error('no such column')])(
  'an append that can never succeed is not repeated, and nothing is started: %s',
  async (refusal) => {
    const engine = makeEngine();
    await engine.open();
    logger.refusal = refusal;
    void engine.submit(ONE_TASK);
    await clock.run();
    expect(panics).toEqual([refusal]);
    expect(executor.started).toEqual([]);
  },
);

it('a store that is lost is told once, whoever says so, and everything is refused from then on', async () => {
  const engine = makeEngine();
  await engine.open();
  const fenced = new DaggyError('fenced', 'another daggyd has taken over');
  logger.refusal = fenced;
  logger.watcher?.fenced(fenced);
  await expect(engine.submit(ONE_TASK)).rejects.toBe(fenced);
  logger.watcher?.fenced(fenced);
  expect(panics).toEqual([fenced]);
  expect([engine.fenced, engine.storeTrouble]).toEqual([fenced, fenced.message]);
});

it('a store that its logger cannot reach is in trouble until it can, also while nothing is appended', async () => {
  const engine = makeEngine();
  await engine.open();
  for (let beat = 0; beat < 2; beat++) logger.watcher?.trouble('no answer');
  expect(engine.storeTrouble).toBe('no answer');
  await expect(engine.submit(ONE_TASK)).rejects.toMatchObject({ code: 'store-unavailable' });
  for (let beat = 0; beat < 2; beat++) logger.watcher?.trouble(undefined);
  expect(engine.storeTrouble).toBeUndefined();
  expect(troubles).toEqual(['no answer', undefined]);
});

it('a store that refuses appends is in trouble until one succeeds, whatever its logger says', async () => {
  const engine = makeEngine();
  await engine.open();
  logger.fails = () => true;
  void engine.submit(ONE_TASK);
  await clock.settle();
  logger.watcher?.trouble('no answer');
  logger.watcher?.trouble(undefined);
  expect(engine.storeTrouble).toBe('the store is simulated to be away');
  logger.fails = () => false;
  await clock.run();
  expect(troubles).toEqual(['the store is simulated to be away', undefined]);
});

it('a store that cannot be reached is waited for at the start, and said so', async () => {
  let failures = 3;
  logger.fails = () => failures-- > 0;
  const heard: string[] = [];
  const engine = makeEngine();
  const opened = engine.open((reason) => heard.push(reason));
  await clock.run();
  await opened;
  expect(heard).toEqual(Array(3).fill('the store is simulated to be away'));
  void engine.submit(ONE_TASK);
  await clock.run();
  expect(executor.started).toHaveLength(1);
});
