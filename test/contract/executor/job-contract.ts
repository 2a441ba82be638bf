import type { Job } from '#dag/spec/dag-spec';
import type { Bench } from './executor-contract';
import { until } from './probe';

/** Starting attempts and being told how they ended. */
export function describeJobs({ abilities, probe }: Bench): void {
  it('reports success once, with its times', async () => {
    const before = Date.now();
    const executor = await probe();
    const { key, result } = await executor.run(abilities.succeed);
    expect(result.outcome).toEqual({ cause: 'exit', rc: 0 });
    expect(result.startTime).toBeGreaterThanOrEqual(before);
    expect(result.stopTime).toBeGreaterThanOrEqual(result.startTime);
    expect(result.stopTime).toBeLessThanOrEqual(Date.now());
    expect(result).toMatchObject({ outputBytes: 0, errorBytes: 0, truncated: false });
    await executor.run(abilities.succeed);
    expect(executor.results(key)).toHaveLength(1);
  });

  it('reports the exit code of a failure', async () => {
    const executor = await probe();
    // An exit code of 137 is no SIGKILL.
    const orders = [3, 137].map((rc) => executor.order(abilities.fail(rc)));
    executor.start(...orders);
    expect((await executor.resultOf(orders[0])).outcome).toEqual({ cause: 'exit', rc: 3 });
    expect((await executor.resultOf(orders[1])).outcome).toEqual({ cause: 'exit', rc: 137 });
  });

  it('runs an attempt that is started twice once', async () => {
    const executor = await probe();
    const order = executor.order(abilities.last(50));
    executor.start(order, order);
    executor.start(order);
    await executor.resultOf(order);
    await executor.run(abilities.last(50));
    expect(executor.results(order)).toHaveLength(1);
  });

  it('runs an attempt once that is started again before its result was acknowledged', async () => {
    const executor = await probe({}, false);
    const { key, result } = await executor.run(abilities.last(50));
    executor.start({ ...executor.order(abilities.last(50)), ...key });
    const { key: next } = await executor.run(abilities.last(100));
    for (const finished of executor.results(key)) expect(finished).toEqual(result);
    executor.acknowledge(key, next);
  });

  it('runs attempts of the same task side by side under their own numbers', async () => {
    const executor = await probe();
    const first = executor.order(abilities.fail(1), 1);
    const second = { ...first, attempt: 2, job: abilities.succeed };
    executor.start(first, second);
    expect((await executor.resultOf(first)).outcome).toEqual({ cause: 'exit', rc: 1 });
    expect((await executor.resultOf(second)).outcome).toEqual({ cause: 'exit', rc: 0 });
  });

  it('never has more at once than it has slots, and runs the rest in turn', async () => {
    const executor = await probe({ slots: 2 });
    const orders = Array.from({ length: 7 }, () => executor.order(abilities.last(60)));
    executor.start(...orders);
    await until('all have ended', () => executor.finished.length === orders.length);
    const times = executor.finished.map(({ result }) => result);
    for (const { startTime } of times) {
      const running = times.filter((other) => other.startTime <= startTime && startTime < other.stopTime);
      expect(running.length).toBeLessThanOrEqual(2);
    }
    // Infinity: what it runs tasks on has that many.
    expect([2, Infinity]).toContain(executor.executor.slots);
  });

  it('refuses unknown fields of a job and names the nearest known one', async () => {
    const executor = await probe();
    const problems = executor.executor.checkJob({ ...abilities.succeed, workdir: '/' });
    expect(problems).toHaveLength(1);
    expect(problems[0].pointer).toBe('/workdir');
    expect(problems[0].message).toContain('workDir');
    expect(executor.executor.checkJob(abilities.succeed)).toEqual([]);
  });

  it('checks whatever a job may hold without throwing', async () => {
    const { executor } = await probe();
    const values = [null, true, -1, 1e99, '', '\0', "it's", [], [null], [''], ['\0'], {}, { a: {} }, { '=': 1 }];
    const names = ['command', 'commandString', 'environment', 'workDir', 'userID', '__proto__', 'constructor', 'lose'];
    for (const name of names) {
      for (const value of values) {
        const job = Object.fromEntries([[name, value]]) as Job;
        for (const problem of executor.checkJob(job)) expect(problem.message).not.toBe('');
      }
    }
  });

  it('rejects a bad job that nobody had checked', async () => {
    const executor = await probe();
    const { result } = await executor.run({ ...abilities.succeed, nonsense: 1 });
    expect(result.outcome).toEqual({ cause: 'rejected' });
    expect(result.executorLog).toContain('nonsense');
  });
}
