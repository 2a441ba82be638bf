import { FAILS, Simulation, SUCCEEDS } from '../../../test/simulator/simulation';
import type { Script } from '../../../test/simulator/simulated-executor';
import type { RunModel } from '../run/run-model';
import { onCompleteTasks, onKillTasks, onResetTasks } from './reactor/task-commands';

const job = { command: ['/bin/true'] };

/** Scripts by task name; others succeed. Each call of a task takes its next script, the last one for ever. */
function scripted(scripts: Record<string, Script[]>): (order: { taskName: string; attempt: number }) => Script {
  return ({ taskName, attempt }) => {
    const own = scripts[taskName];
    return own ? own[Math.min(attempt, own.length) - 1] : SUCCEEDS;
  };
}

const slow: Script = { durationMs: 60_000, outcome: { cause: 'exit', rc: 0 } };
const lost: Script = { durationMs: 1, outcome: { cause: 'lost' } };

async function tasksOf(simulation: Simulation, runID: number, names: string[]): Promise<number[]> {
  const { model } = await simulation.engine.run(runID);
  return names.map((name) => model.graph.find(name) as number);
}

describe('a run', () => {
  it('starts each task after all of its parents and ends COMPLETED', async () => {
    const simulation = await Simulation.open();
    const runID = await simulation.runToEnd({
      tasks: { c: { job, parents: ['b'] }, a: { job, children: ['b'] }, b: { job } },
    });
    expect(await simulation.state(runID)).toBe('COMPLETED');
    expect(simulation.executor.started.map(({ taskName }) => taskName)).toEqual(['a', 'b', 'c']);
  });

  it('leaves what depends on a failed task QUEUED, runs everything else, and is ERRORED', async () => {
    const simulation = await Simulation.open({ scriptOf: scripted({ a: [FAILS] }) });
    const runID = await simulation.runToEnd({
      tasks: { a: { job }, b: { job, parents: ['a'] }, c: { job }, d: { job, parents: ['c'] } },
    });
    expect(await simulation.states(runID)).toEqual({ a: 'ERRORED', b: 'QUEUED', c: 'COMPLETED', d: 'COMPLETED' });
    expect(await simulation.state(runID)).toBe('ERRORED');
  });

  it('retries with growing waits up to the cap', async () => {
    const simulation = await Simulation.open({ scriptOf: scripted({ a: [FAILS, FAILS, FAILS, FAILS, SUCCEEDS] }) });
    const retryBackoff = { factor: 10, maxSeconds: 50 };
    const runID = await simulation.runToEnd({
      tasks: { a: { job, maxRetries: 4, retryIntervalSeconds: 1, retryBackoff } },
    });
    const attempts = (await simulation.engine.run(runID)).model.attemptsOf(0);
    const waits = attempts.slice(1).map(({ startTime }, i) => startTime - (attempts[i].stopTime as number));
    expect(waits).toEqual([1000, 10_000, 50_000, 50_000]);
    expect(await simulation.state(runID)).toBe('COMPLETED');
  });

  it('does not count lost attempts, but gives up after five in a row', async () => {
    const simulation = await Simulation.open({
      scriptOf: scripted({ a: [lost, lost, lost, lost, FAILS, lost, lost, lost, lost, SUCCEEDS], b: [lost] }),
    });
    const runID = await simulation.runToEnd({ tasks: { a: { job, maxRetries: 1 }, b: { job, maxRetries: 9 } } });
    expect(await simulation.states(runID)).toEqual({ a: 'COMPLETED', b: 'ERRORED' });
    const { model } = await simulation.engine.run(runID);
    expect([model.tasks.attempts[0], model.tasks.attempts[1]]).toEqual([10, 5]);
  });

  it('never retries a rejected attempt', async () => {
    const simulation = await Simulation.open({ scriptOf: () => ({ durationMs: 0, outcome: { cause: 'rejected' } }) });
    const runID = await simulation.runToEnd({ tasks: { a: { job, maxRetries: 3 } } });
    const { model } = await simulation.engine.run(runID);
    expect([model.state, model.tasks.attempts[0]]).toEqual(['ERRORED', 1]);
  });

  it('stops an attempt that takes longer than its timeout, which is a failure', async () => {
    const simulation = await Simulation.open({ scriptOf: scripted({ a: [slow, SUCCEEDS] }) });
    const runID = await simulation.runToEnd({ tasks: { a: { job, timeoutSeconds: 5, maxRetries: 1 } } });
    const attempts = (await simulation.engine.run(runID)).model.attemptsOf(0);
    expect(attempts.map(({ cause }) => cause)).toEqual(['timeout', 'exit']);
    expect((attempts[0].stopTime as number) - attempts[0].startTime).toBe(5000);
  });

  it('starts tasks of higher priority first, then in submission order', async () => {
    const simulation = await Simulation.open({ slots: 1 });
    await simulation.runToEnd({
      tasks: { low: { job, priority: -1 }, a: { job }, high: { job, priority: 5 }, b: { job } },
    });
    expect(simulation.executor.started.map(({ taskName }) => taskName)).toEqual(['high', 'a', 'b', 'low']);
  });

  it('runs at most maxParallel tasks at once', async () => {
    const simulation = await Simulation.open();
    let most = 0;
    simulation.executor.onStart = () => (most = Math.max(most, simulation.executor.running + 1));
    const runID = await simulation.runToEnd({
      maxParallel: 3,
      parameters: { I: Array.from({ length: 20 }, (_, i) => `${i}`) },
      tasks: { a: { job: { command: ['x', '{{I}}'] } } },
    });
    expect(most).toBe(3);
    expect(await simulation.state(runID)).toBe('COMPLETED');
  });

  it('waits until fewer than dag-threads runs are RUNNING, first come first served', async () => {
    const simulation = await Simulation.open({ maxRunningRuns: 1, scriptOf: () => slow });
    const ids: number[] = [];
    for (let i = 0; i < 3; i++) ids.push(await simulation.submit({ tasks: { a: { job } } }));
    expect(await Promise.all(ids.map((id) => simulation.state(id)))).toEqual(['RUNNING', 'QUEUED', 'QUEUED']);
    await simulation.clock.run(simulation.clock.now() + 60_000);
    expect(await Promise.all(ids.map((id) => simulation.state(id)))).toEqual(['COMPLETED', 'RUNNING', 'QUEUED']);
    await simulation.clock.run();
    expect(await Promise.all(ids.map((id) => simulation.state(id)))).toEqual(['COMPLETED', 'COMPLETED', 'COMPLETED']);
  });
});

describe('commands', () => {
  it('kill stops what runs, keeps what waits QUEUED, and the run is KILLED when the last attempt has ended', async () => {
    const simulation = await Simulation.open({ slots: 2, stopMs: 3000, scriptOf: () => slow });
    const runID = await simulation.submit({ tasks: { a: { job }, b: { job }, c: { job } } });
    const killed = simulation.engine.changeRun(runID, 'kill');
    await simulation.clock.settle();
    expect(await killed).toEqual({ state: 'RUNNING', changed: 2 });
    await simulation.clock.run();
    expect(await simulation.states(runID)).toEqual({ a: 'KILLED', b: 'KILLED', c: 'QUEUED' });
    expect(await simulation.state(runID)).toBe('KILLED');
  });

  it('retry queues failed and killed tasks again and keeps completed ones', async () => {
    const simulation = await Simulation.open({ scriptOf: scripted({ b: [FAILS, SUCCEEDS] }) });
    const runID = await simulation.runToEnd({
      tasks: { a: { job }, b: { job, parents: ['a'] }, c: { job, parents: ['b'] } },
    });
    const retried = simulation.engine.changeRun(runID, 'retry');
    await simulation.clock.run();
    expect((await retried).changed).toBe(1);
    expect(await simulation.state(runID)).toBe('COMPLETED');
    expect(simulation.executor.started.map(({ taskName }) => taskName)).toEqual(['a', 'b', 'b', 'c']);
  });

  it('pause starts nothing new, resume goes on', async () => {
    const simulation = await Simulation.open({ slots: 1 });
    const runID = await simulation.submit({ tasks: { a: { job }, b: { job } } });
    const paused = simulation.engine.changeRun(runID, 'pause');
    await simulation.clock.run();
    await paused;
    expect([await simulation.state(runID), simulation.executor.started.length]).toEqual(['PAUSED', 1]);
    const resumed = simulation.engine.changeRun(runID, 'resume');
    await simulation.clock.run();
    await resumed;
    expect(await simulation.state(runID)).toBe('COMPLETED');
  });

  it.each([
    ['kill', 'COMPLETED'],
    ['pause', 'COMPLETED'],
    ['resume', 'COMPLETED'],
    ['retry', 'COMPLETED'],
  ] as const)('%s of a %s run is refused and names the state', async (command, state) => {
    const simulation = await Simulation.open();
    const runID = await simulation.runToEnd({ tasks: { a: { job } } });
    const refused = expect(simulation.engine.changeRun(runID, command)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(state) as string,
    });
    await simulation.clock.run();
    await refused;
  });

  it('killing a task stops its attempt without retries', async () => {
    const simulation = await Simulation.open({ scriptOf: () => slow });
    const runID = await simulation.submit({ tasks: { a: { job, maxRetries: 3 }, b: { job } } });
    const [a] = await tasksOf(simulation, runID, ['a']);
    const killed = simulation.engine.changeTasks(runID, ({ model }, now) => onKillTasks(model, [a], now));
    await simulation.clock.run();
    await killed;
    expect(await simulation.states(runID)).toEqual({ a: 'KILLED', b: 'COMPLETED' });
    expect(await simulation.state(runID)).toBe('ERRORED');
  });

  it('retrying a task with downstream runs it and all that depends on it again', async () => {
    const simulation = await Simulation.open();
    const runID = await simulation.runToEnd({
      tasks: { a: { job }, b: { job, parents: ['a'] }, c: { job, parents: ['b'] }, d: { job } },
    });
    const [b] = await tasksOf(simulation, runID, ['b']);
    const reset = simulation.engine.changeTasks(runID, ({ model }, now) => onResetTasks(model, [b], true, now));
    await simulation.clock.run();
    expect((await reset).changed).toBe(2);
    expect(simulation.executor.started.map(({ taskName }) => taskName).slice(4)).toEqual(['b', 'c']);
    expect(await simulation.state(runID)).toBe('COMPLETED');
  });

  it('marking a failed task COMPLETED lets its dependents go on', async () => {
    const simulation = await Simulation.open({ scriptOf: scripted({ a: [FAILS] }) });
    const runID = await simulation.runToEnd({ tasks: { a: { job }, b: { job, parents: ['a'] } } });
    const completed = simulation.engine.changeTasks(runID, ({ model }, now) => onCompleteTasks(model, [0], now));
    await simulation.clock.run();
    expect((await completed).changed).toBe(1);
    expect(await simulation.states(runID)).toEqual({ a: 'COMPLETED', b: 'COMPLETED' });
    expect(await simulation.state(runID)).toBe('COMPLETED');
  });
});

describe('dependencies between expanded templates', () => {
  const parameters = { DATE: ['d1', 'd2', 'd3'], REGION: ['r1', 'r2'] };
  const pull = { job: { command: ['pull', '{{DATE}}', '{{REGION}}'] } };

  it('a plain name waits for all instances', async () => {
    const simulation = await Simulation.open({ slots: 1 });
    await simulation.runToEnd({ parameters, tasks: { sum: { job, parents: ['pull'] }, pull } });
    expect(simulation.executor.started.at(-1)?.taskName).toBe('sum');
  });

  it('`same` waits only for those with the same values', async () => {
    const scriptOf = ({ taskName }: { taskName: string }): Script => (taskName === 'pull_1' ? slow : SUCCEEDS);
    const simulation = await Simulation.open({ scriptOf });
    const report = { job: { command: ['report', '{{DATE}}'] }, parents: [{ task: 'pull', same: ['DATE'] }] };
    const runID = await simulation.submit({ parameters, tasks: { pull, report } });
    await simulation.clock.run(simulation.clock.now() + 1000);
    expect(await simulation.states(runID)).toMatchObject({
      pull_1: 'RUNNING',
      report_1: 'QUEUED',
      report_2: 'COMPLETED',
      report_3: 'COMPLETED',
    });
    await simulation.clock.run();
    expect(await simulation.state(runID)).toBe('COMPLETED');
  });
});

describe('generators', () => {
  const generator = { job, isGenerator: true };
  const prints = (tasks: object): Script => ({ ...SUCCEEDS, stdout: JSON.stringify(tasks) });

  it('tasks that a generator prints join the run', async () => {
    const simulation = await Simulation.open({
      scriptOf: scripted({ find: [prints({ one: { job }, two: { job, parents: ['one'], children: ['report'] } })] }),
    });
    const runID = await simulation.runToEnd({ tasks: { find: generator, report: { job, parents: ['find'] } } });
    expect(await simulation.states(runID)).toEqual({
      find: 'COMPLETED',
      report: 'COMPLETED',
      one: 'COMPLETED',
      two: 'COMPLETED',
    });
    expect(simulation.executor.started.map(({ taskName }) => taskName)).toEqual(['find', 'one', 'two', 'report']);
  });

  it('output that does not fit fails the attempt with the reason, and retries apply', async () => {
    const simulation = await Simulation.open({
      scriptOf: scripted({
        find: [prints({ find: { job } }), { ...SUCCEEDS, stdout: 'hello' }, prints({ one: { job } })],
      }),
    });
    const runID = await simulation.runToEnd({ tasks: { find: { ...generator, maxRetries: 2 } } });
    const attempts = (await simulation.engine.run(runID)).model.attemptsOf(0);
    expect(attempts[0].executorLog).toContain('find');
    expect(attempts[1].executorLog).toMatch(/JSON/);
    expect(await simulation.states(runID)).toEqual({ find: 'COMPLETED', one: 'COMPLETED' });
  });
});

describe('after a crash', () => {
  it('what ran goes on, and nothing is started twice', async () => {
    const simulation = await Simulation.open({ slots: 2, scriptOf: () => slow });
    const runID = await simulation.submit({ tasks: { a: { job }, b: { job }, c: { job, parents: ['a', 'b'] } } });
    await simulation.clock.run(simulation.clock.now() + 1000);
    await simulation.crash();
    await simulation.clock.run();
    expect(await simulation.state(runID)).toBe('COMPLETED');
    expect(simulation.executor.started.map(({ taskName, attempt }) => `${taskName} ${attempt}`)).toEqual([
      'a 1',
      'b 1',
      'c 1',
    ]);
  });
});

it('asks the executor and answers clients only after the store has answered', async () => {
  const simulation = await Simulation.open();
  simulation.logger.appendMs = 500;
  const start = simulation.clock.now();
  const submitted = simulation.engine.submit(JSON.stringify({ tasks: { a: { job }, b: { job, parents: ['a'] } } }));
  let answeredAt = 0;
  void submitted.then(() => (answeredAt = simulation.clock.now() - start));
  const starts: number[] = [];
  simulation.executor.onStart = () => starts.push(simulation.clock.now() - start);
  await simulation.clock.run();
  expect(answeredAt).toBe(500);
  // One append for the submission, the run's start and a's start, and one for a's end and b's start.
  expect(starts).toEqual([500, 1001]);
});

it('a kill that was recorded is carried out after a crash', async () => {
  const simulation = await Simulation.open({ scriptOf: () => slow });
  const runID = await simulation.submit({ tasks: { a: { job } } });
  await simulation.clock.settle();
  simulation.life.endAfter(1, true);
  void simulation.engine.changeRun(runID, 'kill');
  await simulation.clock.settle();
  await simulation.crash();
  await simulation.clock.run(simulation.clock.now() + 1000);
  expect(await simulation.states(runID)).toEqual({ a: 'KILLED' });
});

it('a killed task that is queued again gets its retries', async () => {
  const simulation = await Simulation.open({ scriptOf: scripted({ a: [slow, FAILS, SUCCEEDS] }) });
  const runID = await simulation.submit({ tasks: { a: { job, maxRetries: 1 } } });
  for (const decide of [
    onKillTasks,
    (model: RunModel, tasks: number[], now: number) => onResetTasks(model, tasks, false, now),
  ]) {
    const changed = simulation.engine.changeTasks(runID, ({ model }, now) => decide(model, [0], now));
    await simulation.clock.run();
    await changed;
  }
  expect(await simulation.states(runID)).toEqual({ a: 'COMPLETED' });
});

it('a clock that is set back holds nothing up', async () => {
  const simulation = await Simulation.open({ slots: 8, scriptOf: () => slow });
  const tasks = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`t${i}`, { job }]));
  await simulation.submit({ tasks });
  simulation.clock.setBack(3_600_000);
  let taken = false;
  void simulation.engine.submit(JSON.stringify({ tasks: { a: { job } } })).then(() => (taken = true));
  await simulation.clock.run(simulation.clock.now() + 100);
  expect(taken).toBe(true);
});

it('a store that fails for a while holds everything up, and then it goes on', async () => {
  const simulation = await Simulation.open();
  let failures = 5;
  const runID = await simulation.submit({ tasks: { a: { job }, b: { job, parents: ['a'] } } });
  simulation.logger.fails = () => failures-- > 0;
  await simulation.clock.run();
  expect(await simulation.state(runID)).toBe('COMPLETED');
  expect(failures).toBeLessThan(0);
});

it('takes no more runs in than memory has room for, until one has ended', async () => {
  const simulation = await Simulation.open({ scriptOf: () => slow, mostActiveWeight: 20 });
  const definition = { tasks: { a: { job }, b: { job } } };
  await simulation.submit(definition);
  const refused = simulation.engine.submit(JSON.stringify(definition));
  await Promise.all([expect(refused).rejects.toMatchObject({ code: 'overloaded' }), simulation.clock.settle()]);
  await simulation.clock.run();
  expect(await simulation.submit(definition)).toBe(2);
});

it('a finished run that left memory is folded anew from the store', async () => {
  const simulation = await Simulation.open({ mostWeightInMemory: 30 });
  const first = await simulation.runToEnd({ tasks: { a: { job }, b: { job, parents: ['a'] } } });
  const before = await simulation.engine.run(first);
  await simulation.runToEnd({ tasks: { a: { job }, b: { job } } });
  const after = await simulation.engine.run(first);
  expect(after).not.toBe(before);
  expect(after.model.record()).toEqual(before.model.record());
  expect(after.model.attemptsOf(1)).toEqual(before.model.attemptsOf(1));
});
