import * as fc from 'fast-check';
import { definitions, scripts } from '../../../test/simulator/random-runs';
import { finalStates, WrittenOut, type Definition } from '../../../test/simulator/reference-model';
import { Simulation, type SimulationOptions } from '../../../test/simulator/simulation';
import { SimulatedPlacer } from '../../../test/simulator/simulated-placer';
import type { RunModel } from '../run/run-model';
import { DaggyError } from '../errors';
import type { LoadedRun } from './loaded-run';
import { Plan } from './plan';
import { onCompleteTasks, onKillTasks, onResetTasks, type TasksDecision } from './reactor/task-commands';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 1500);
jest.setTimeout(600_000);

const options = fc.record({ slots: fc.constantFrom(1, 2, 5, 100), stopMs: fc.constantFrom(0, 700) });
const seed = fc.nat(1_000_000);

/** A simulation that checks every start against the tasks and edges written out one by one. */
async function watched(
  definition: Definition,
  seedValue: number,
  chosen: SimulationOptions,
): Promise<{ simulation: Simulation; broken: string[] }> {
  const scriptOf = scripts(seedValue, definition);
  const simulation = await Simulation.open({
    ...chosen,
    scriptOf: ({ taskName, attempt }) => scriptOf(taskName, attempt),
  });
  const broken: string[] = [];
  simulation.executor.onStart = ({ runID, taskName, task, attempt }) => {
    const model = simulation.peek(runID);
    if (!simulation.logger.started.has(`${runID}/${task}/${attempt}`)) broken.push(`${taskName} started unrecorded`);
    const parents = writtenOut(definition, model, scriptOf).parentsOf(taskName);
    const unfinished = parents.filter((name) => model.tasks.stateOf(model.graph.find(name) as number) !== 'COMPLETED');
    if (unfinished.length > 0) broken.push(`${taskName} started before ${unfinished.join()}`);
    if (model.tasks.attempts[task] !== attempt)
      broken.push(`${taskName} attempt ${attempt} is not the task's current one`);
    const atOnce = simulation.executor.runningOf(runID, task);
    if (atOnce > 0) broken.push(`${taskName} has ${atOnce + 1} attempts at once`);
    if (simulation.executor.running >= (chosen.slots ?? Infinity)) broken.push('more attempts than slots');
    if (model.running > (definition.maxParallel ?? Infinity)) broken.push('more tasks than maxParallel');
  };
  return { simulation, broken };
}

/** The definition with what its generators added so far. */
function writtenOut(definition: Definition, model: RunModel, scriptOf: ReturnType<typeof scripts>): WrittenOut {
  const world = new WrittenOut(definition);
  for (const generator of model.addedBy.keys()) {
    const name = model.graph.nameOf(generator);
    const added = model.attemptsOf(generator).find(({ attempt, rc }) => rc === 0 && scriptOf(name, attempt).stdout);
    const last = added?.attempt ?? model.tasks.attempts[generator];
    world.add(JSON.parse(scriptOf(name, last).stdout ?? '{}') as Definition['tasks']);
  }
  return world;
}

function snapshot(model: RunModel): object {
  const tasks = Array.from({ length: model.tasks.count }, (_, task) => ({
    name: model.graph.nameOf(task),
    state: model.tasks.stateOf(task),
    failures: model.tasks.failures[task],
    losses: model.tasks.losses[task],
    attempts: model.attemptsOf(task),
  }));
  return { record: model.record(), tasks, retryTimes: [...model.retryTimes], stopping: model.stopping };
}

/** What must hold when nothing can happen any more, whatever was done to the run. */
function expectAtRest(definition: Definition, model: RunModel, scriptOf: ReturnType<typeof scripts>): void {
  const world = writtenOut(definition, model, scriptOf);
  const stateOf = (name: string): string => model.tasks.stateOf(model.graph.find(name) as number);
  const names = [...world.instances.keys()];
  expect(names.length).toBe(model.tasks.count);
  expect(names.filter((name) => stateOf(name) === 'RUNNING')).toEqual([]);
  const complete = names.every((name) => stateOf(name) === 'COMPLETED');
  if (model.state === 'COMPLETED' || complete) expect([model.state, complete]).toEqual(['COMPLETED', true]);
  if (model.state !== 'ERRORED') return;
  const startable = names.filter((name) => {
    const waits = stateOf(name) === 'QUEUED' || stateOf(name) === 'RETRY';
    return waits && world.parentsOf(name).every((parent) => stateOf(parent) === 'COMPLETED');
  });
  expect(startable).toEqual([]);
}

async function expectSameWhenFolded(simulation: Simulation, live: LoadedRun): Promise<void> {
  const folded = await simulation.fold(live.model.runID);
  expect(snapshot(folded.model)).toEqual(snapshot(live.model));
  const plan = new Plan(folded.model);
  for (let task = 0; task < folded.model.tasks.count; task++) {
    if (folded.model.tasks.stateOf(task) === 'QUEUED') expect(plan.isReady(task)).toBe(live.plan.isReady(task));
  }
}

/** Cores of a host that is asked for room; undefined: slots are counted. */
const cores = fc.constantFrom(undefined, 1, 3);

it('ends every run as the reference model says, in order, and folds to the same', async () => {
  await fc.assert(
    fc.asyncProperty(definitions, seed, options, cores, async (definition, seedValue, slots, total) => {
      const chosen = total === undefined ? slots : { slots: Infinity, placer: new SimulatedPlacer(total) };
      const { simulation, broken } = await watched(definition, seedValue, chosen);
      const scriptOf = scripts(seedValue, definition);
      const runID = await simulation.submit(definition);
      await simulation.clock.run();
      const run = await simulation.engine.run(runID);
      expect(broken).toEqual([]);
      expect(await simulation.states(runID)).toEqual(finalStates(definition, scriptOf));
      expectAtRest(definition, run.model, scriptOf);
      expectAttemptsWithinBudget(run.model);
      await expectSameWhenFolded(simulation, run);
    }),
    { numRuns: RUNS },
  );
});

function expectAttemptsWithinBudget(model: RunModel): void {
  for (let task = 0; task < model.tasks.count; task++) {
    const counted = model.attemptsOf(task).filter(({ cause }) => cause !== 'lost').length;
    expect(counted).toBeLessThanOrEqual(model.graph.templateOf(task).spec.maxRetries + 1);
  }
}

const commands = fc.array(
  fc.record({
    after: fc.nat(4000),
    what: fc.constantFrom(
      'kill',
      'pause',
      'resume',
      'retry',
      'kill-task',
      'reset-task',
      'reset-downstream',
      'complete-task',
      'crash',
      'die-soon',
    ),
    task: fc.nat(30),
    calls: fc.nat(6),
    halfway: fc.boolean(),
  }),
  { maxLength: 12 },
);

type Command = typeof commands extends fc.Arbitrary<(infer C)[]> ? C : never;

it('keeps its promises under kills, pauses, retries, resets and crashes at any point', async () => {
  await fc.assert(
    fc.asyncProperty(definitions, seed, options, commands, async (definition, seedValue, chosen, list) => {
      const { simulation, broken } = await watched(definition, seedValue, chosen);
      const runID = await simulation.submit(definition);
      for (const command of list) {
        await simulation.clock.run(simulation.clock.now() + command.after);
        await obey(simulation, runID, command);
      }
      await wakeUp(simulation, runID);
      const run = await simulation.engine.run(runID);
      expect(broken).toEqual([]);
      expectAtRest(definition, run.model, scripts(seedValue, definition));
      await expectSameWhenFolded(simulation, run);
      expect(['COMPLETED', 'ERRORED', 'KILLED']).toContain(run.model.state);
    }),
    { numRuns: RUNS },
  );
});

/** Lets everything end: an engine that died is followed by another, a paused run is resumed. */
async function wakeUp(simulation: Simulation, runID: number): Promise<void> {
  simulation.life.endAfter(Infinity, false);
  for (;;) {
    await simulation.clock.run();
    if (simulation.life.ended) await simulation.crash();
    else if ((await simulation.state(runID)) !== 'PAUSED') return;
    else await tolerate(simulation, simulation.engine.changeRun(runID, 'resume'));
  }
}

async function obey(simulation: Simulation, runID: number, { what, task, calls, halfway }: Command): Promise<void> {
  if (what === 'crash') simulation.life.end();
  if (simulation.life.ended) await simulation.crash();
  if (what === 'crash') return;
  if (what === 'die-soon') return simulation.life.endAfter(calls + 1, halfway);
  if (what === 'kill' || what === 'pause' || what === 'resume' || what === 'retry') {
    return tolerate(simulation, simulation.engine.changeRun(runID, what));
  }
  await tolerate(
    simulation,
    simulation.engine.changeTasks(runID, ({ model }, now): TasksDecision => {
      const chosen = [task % model.tasks.count];
      if (what === 'kill-task') return onKillTasks(model, chosen, now);
      if (what === 'complete-task') return onCompleteTasks(model, chosen, now);
      return onResetTasks(model, chosen, what === 'reset-downstream', now);
    }),
  );
}

/** A command that the state does not allow is refused; everything else must work. An engine that dies meanwhile never answers. */
async function tolerate(simulation: Simulation, asked: Promise<unknown>): Promise<void> {
  let failure: unknown;
  asked.catch((error: unknown) => (failure = error));
  await simulation.clock.settle();
  if (failure !== undefined && !(failure instanceof DaggyError && failure.code === 'conflict')) throw failure;
}
