import { isAlive } from '../../../test/contract/executor/forking-host';
import { until } from '../../../test/contract/executor/probe';
import { RunnerBench, RunnerHost } from '../../../test/contract/executor/runner-host';
import { stopAll } from '../../../test/support/daggy-process';
import { startRunner } from '../../../test/support/runner';

jest.setTimeout(40_000);

const LOST_AFTER_SECONDS = 2;
const PATIENT_SECONDS = 20;

let host: RunnerHost;
let other: RunnerHost;
let bench: RunnerBench;

beforeAll(async () => {
  [host, other] = await Promise.all([RunnerHost.start(), RunnerHost.start()]);
});
beforeEach(() => {
  bench = new RunnerBench();
});
afterEach(async () => {
  for (const { proxy } of [host, other]) proxy.heal();
  await bench.close();
  for (const each of [host, other]) {
    await each.runner.send('POST', '/tasks/forget', { taskIDs: await each.taskIDs() });
    await each.untilForgotten();
  }
});
afterAll(async () => {
  await Promise.all([host, other].map(({ proxy }) => proxy.close()));
  await stopAll();
});

const only = (lostAfterSeconds: number) => ({ runners: [{ url: host.url }], lostAfterSeconds });
const both = (lostAfterSeconds: number) => ({ runners: [{ url: host.url }, { url: other.url }], lostAfterSeconds });
const isStart = (request: Buffer) => request.toString('latin1').startsWith('POST /api/v1/tasks HTTP');
const isStop = (request: Buffer) => request.toString('latin1').startsWith('POST /api/v1/tasks/stop HTTP');
const isOutput = (request: Buffer) => /^GET \/api\/v1\/task\/\S+\/stdout/.test(request.toString('latin1'));

/** Lets the first request of a kind fail. */
function failOnce(isMeant: (request: Buffer) => boolean, fate: 'cut-before' | 'cut-after'): () => boolean {
  let failed = false;
  host.proxy.onRequest((request) => {
    if (failed || !isMeant(request)) return 'forward';
    failed = true;
    return fate;
  });
  return () => failed;
}

describe('the network', () => {
  it.each(['cut-before', 'cut-after'] as const)('may fail when an attempt is started: %s', async (fate) => {
    const executor = await bench.openAndAdopt(both(PATIENT_SECONDS));
    const failed = failOnce(isStart, fate);
    const { result } = await executor.run(bench.job('a', 'echo hello'));
    expect(failed()).toBe(true);
    expect(result.outcome).toEqual({ cause: 'exit', rc: 0 });
    expect(result.executorLog).toBe(`on ${host.url}`);
    expect(bench.begun('a')).toHaveLength(1);
    expect(executor.finished).toHaveLength(1);
  });

  it.each(['cut-before', 'cut-after'] as const)('may fail when output is fetched: %s', async (fate) => {
    const executor = await bench.openAndAdopt(only(PATIENT_SECONDS));
    const failed = failOnce(isOutput, fate);
    const { key, result } = await executor.run(bench.job('a', 'yes | head -c 300000'));
    expect(failed()).toBe(true);
    expect(result).toMatchObject({ outcome: { cause: 'exit', rc: 0 }, outputBytes: 300_000 });
    expect(await executor.output(key)).toBe('y\n'.repeat(150_000));
  });

  it('may be away for a while, and nothing is lost', async () => {
    const executor = await bench.openAndAdopt(only(PATIENT_SECONDS));
    const [first, second] = [executor.order(bench.waitingJob('a')), executor.order(bench.job('b'))];
    executor.start(first);
    await bench.untilBegun('a');
    host.proxy.silence();
    host.proxy.cut();
    await until('the runner is not reached', () => executor.executor.runners?.()[0].state === 'unreachable');
    executor.start(second);
    bench.go();
    host.proxy.heal();
    host.proxy.cut();
    expect((await executor.resultOf(first)).outcome).toEqual({ cause: 'exit', rc: 0 });
    expect((await executor.resultOf(second)).outcome).toEqual({ cause: 'exit', rc: 0 });
    expect(await executor.output(first)).toBe('done a\n');
    expect([bench.begun('a'), bench.begun('b')].map(({ length }) => length)).toEqual([1, 1]);
    expect(executor.finished).toHaveLength(2);
    await host.untilForgotten();
  });

  it('may fail when an attempt is stopped', async () => {
    const executor = await bench.openAndAdopt(only(PATIENT_SECONDS));
    const order = executor.order(bench.waitingJob('a'));
    executor.start(order);
    await bench.untilBegun('a');
    const failed = failOnce(isStop, 'cut-before');
    executor.stop(order, 'timeout');
    expect((await executor.resultOf(order)).outcome).toEqual({ cause: 'timeout', rc: 143 });
    expect(failed()).toBe(true);
  });
});

describe('a runner that cannot be reached for too long', () => {
  it('has lost its attempts; when it comes back they are stopped and their results never counted', async () => {
    const executor = await bench.openAndAdopt(only(LOST_AFTER_SECONDS));
    const [running, ending] = [executor.order(bench.waitingJob('a')), executor.order(bench.job('b', 'sleep 0.5'))];
    executor.start(running, ending);
    const pid = await bench.untilBegun('a');
    await bench.untilBegun('b');
    const begin = Date.now();
    host.runner.server.signal('SIGSTOP');
    try {
      for (const order of [running, ending]) {
        const { outcome, executorLog } = await executor.resultOf(order);
        expect(outcome).toEqual({ cause: 'lost' });
        expect(executorLog).toContain(`on ${host.url}: the runner could not be reached for 2 s`);
      }
      expect(Date.now() - begin).toBeGreaterThanOrEqual(1000 * LOST_AFTER_SECONDS - 1000);
      expect(executor.executor.runners?.()[0]).toMatchObject({ state: 'lost', running: 0 });
      expect(isAlive(pid)).toBe(true);
    } finally {
      host.runner.server.signal('SIGCONT');
    }
    await host.untilForgotten();
    expect(isAlive(pid)).toBe(false);
    expect(executor.finished).toHaveLength(2);
    expect((await executor.run(bench.job('c'))).result.outcome).toEqual({ cause: 'exit', rc: 0 });
    expect(executor.finished).toHaveLength(3);
  });

  it('is left out at once, and what was not sent runs elsewhere', async () => {
    const executor = await bench.openAndAdopt(both(LOST_AFTER_SECONDS));
    const first = executor.order(bench.waitingJob('a'));
    expect(executor.executor.placer?.place(first)).toBeUndefined();
    executor.start(first);
    const pid = await bench.untilBegun('a');
    await host.kill();
    try {
      const { result } = await executor.run(bench.job('b'));
      expect(result.executorLog).toBe(`on ${other.url}`);
      expect((await executor.resultOf(first)).outcome).toEqual({ cause: 'lost' });
      await until('the killed runner’s task is gone', () => !isAlive(pid), 2_000);
    } finally {
      await host.startAgain();
    }
    expect(bench.begun('a')).toHaveLength(1);
  });

  it('that was restarted has lost its attempts at once', async () => {
    const executor = await bench.openAndAdopt(only(PATIENT_SECONDS));
    const order = executor.order(bench.waitingJob('a'));
    executor.start(order);
    await bench.untilBegun('a');
    await host.kill();
    await host.startAgain();
    const { outcome, executorLog } = await executor.resultOf(order, 5_000);
    expect(outcome).toEqual({ cause: 'lost' });
    expect(executorLog).toBe(`on ${host.url}: the runner was restarted while it ran`);
    expect((await executor.run(bench.job('b'))).result.outcome).toEqual({ cause: 'exit', rc: 0 });
    expect(bench.begun('a')).toHaveLength(1);
  });

  it('may have been told by somebody to forget an attempt, which is lost then', async () => {
    const executor = await bench.openAndAdopt(only(LOST_AFTER_SECONDS));
    const order = executor.order(bench.waitingJob('a'));
    executor.start(order);
    await bench.untilBegun('a');
    await host.runner.send('POST', '/tasks/forget', { taskIDs: await host.taskIDs() });
    const { outcome, executorLog } = await executor.resultOf(order);
    expect(outcome).toEqual({ cause: 'lost' });
    expect(executorLog).toBe(`on ${host.url}: the runner does not know it any more`);
    expect(bench.begun('a')).toHaveLength(1);
  });

  it('gets nothing that it may have had in its former life', async () => {
    const executor = await bench.openAndAdopt(only(PATIENT_SECONDS));
    // The answer to the start is lost, and before it can be sent again there is another runner.
    const restarted = new Promise<void>((resolve, reject) => {
      host.proxy.onRequest((request) => {
        if (!isStart(request)) return 'forward';
        host.proxy.onRequest(() => 'cut-before');
        void bench
          .untilBegun('a')
          .then(() => host.kill())
          .then(() => host.startAgain())
          .then(resolve, reject);
        return 'cut-after';
      });
    });
    const order = executor.order(bench.waitingJob('a'));
    executor.start(order);
    await restarted;
    host.proxy.heal();
    expect((await executor.resultOf(order)).outcome).toEqual({ cause: 'lost' });
    await executor.run(bench.job('b'));
    expect(bench.begun('a')).toHaveLength(1);
  });
});

describe('a runner that others use too', () => {
  it('says no, and the attempt waits until there is room', async () => {
    const taken = await host.runner.start(`while [ ! -e ${bench.folder}/go ]; do sleep 0.02; done`, { cores: 4 });
    const executor = await bench.openAndAdopt(only(PATIENT_SECONDS));
    const order = executor.order(bench.job('a'));
    expect(executor.executor.placer?.place(order)).toBe('no runner has 1 core and 1 MB free');
    executor.start(order);
    bench.go();
    expect((await host.runner.task(taken, 20)).state).toBe('FINISHED');
    // Long before the request that waits there for an end of its own would have been answered.
    expect((await executor.resultOf(order, 4_000)).outcome).toEqual({ cause: 'exit', rc: 0 });
    expect(executor.capacityChanges).toBeGreaterThan(0);
  });

  it('says no to what it seemed to have room for, and another one takes it', async () => {
    const executor = await bench.openAndAdopt(both(PATIENT_SECONDS));
    // Nobody tells of this one before the next end.
    await host.runner.start(`while [ ! -e ${bench.folder}/go ]; do sleep 0.02; done`, { cores: 4 });
    const { result } = await executor.run(bench.job('a'));
    expect(result.executorLog).toBe(`on ${other.url}`);
    bench.go();
  });
});

describe('a runner with a token', () => {
  it('takes attempts from those who know it, and others are told why not', async () => {
    const guarded = await startRunner({ auth: { token: 'open-sesame' } });
    const { url } = guarded.server;
    const stranger = await bench.openAndAdopt({
      runners: [{ url, token: 'wrong' }],
      lostAfterSeconds: PATIENT_SECONDS,
    });
    const refusal = stranger.executor.placer?.place(stranger.order(bench.job('a')));
    expect(refusal).toContain(`no runner can be reached (${url}: it answers 401`);
    const friend = await bench.openAndAdopt({ runners: [{ url, token: 'open-sesame' }] });
    const { key, result } = await friend.run(bench.job('a', 'echo hello'));
    expect(result.outcome).toEqual({ cause: 'exit', rc: 0 });
    expect(await friend.output(key)).toBe('hello\n');
  });
});

describe('a server that takes over from one that was killed', () => {
  it('starts what was recorded and provably never sent', async () => {
    const before = await bench.openAndAdopt(both(PATIENT_SECONDS));
    await before.executor.close('leave');
    const after = await bench.open(both(PATIENT_SECONDS));
    const order = after.order(bench.job('a'));
    await after.adopt(order);
    expect((await after.resultOf(order)).outcome).toEqual({ cause: 'exit', rc: 0 });
    expect(bench.begun('a')).toHaveLength(1);
  });

  it.each([0, 1])(
    'does not start again what ended and was forgotten meanwhile; %s others had taken it up',
    async (others) => {
      // Another one of the two runners has the most room when it would be started again.
      const before = await bench.openAndAdopt({ runners: [{ url: host.url }, { url: other.url }] });
      const order = before.order(bench.waitingJob('a'));
      before.start(order);
      await bench.untilBegun('a');
      await before.executor.close('leave');
      for (let count = 0; count < others; count++) {
        const between = await bench.open(both(PATIENT_SECONDS));
        await between.adopt(order);
        await between.executor.close('leave');
      }
      const [taskID] = await host.taskIDs();
      bench.go();
      expect((await host.runner.task(taskID, 10)).rc).toBe(0);
      await host.runner.send('POST', '/tasks/forget', { taskIDs: [taskID] });
      const busy = await host.runner.start('sleep 60', { cores: 3 });
      const after = await bench.open(both(PATIENT_SECONDS));
      await after.adopt(order);
      expect((await after.resultOf(order)).outcome).toEqual({ cause: 'lost' });
      expect(bench.begun('a')).toHaveLength(1);
      await host.runner.send('POST', '/tasks/forget', { taskIDs: [busy] });
    },
  );

  it('calls lost what may have been at a runner that is not configured any more, and names it', async () => {
    const before = await bench.openAndAdopt(both(PATIENT_SECONDS));
    const order = before.order(bench.waitingJob('a'));
    before.start(order);
    await bench.untilBegun('a');
    await before.executor.close('leave');
    const after = await bench.open({ runners: [{ url: other.url }] });
    await after.adopt(order);
    const { outcome, executorLog } = await after.resultOf(order);
    expect(outcome).toEqual({ cause: 'lost' });
    expect(executorLog).toContain(`not among the configured runners any more: ${host.url}`);
    expect(bench.said.join()).toContain(`not among the configured runners any more: ${host.url}`);
  });

  it('calls lost what may have been sent to a runner that was restarted', async () => {
    const before = await bench.openAndAdopt(both(PATIENT_SECONDS));
    await before.executor.close('leave');
    await other.kill();
    await other.startAgain();
    const after = await bench.open(both(PATIENT_SECONDS));
    const order = after.order(bench.job('a'));
    await after.adopt(order);
    expect((await after.resultOf(order)).outcome).toEqual({ cause: 'lost' });
    expect(bench.begun('a')).toHaveLength(0);
  });

  it('waits for a runner that does not answer, and finds the attempt there', async () => {
    const before = await bench.openAndAdopt(both(PATIENT_SECONDS));
    const order = before.order(bench.waitingJob('a'));
    before.start(order);
    await bench.untilBegun('a');
    await before.executor.close('leave');
    host.proxy.onRequest(() => 'cut-before');
    const after = await bench.open(both(PATIENT_SECONDS));
    await after.adopt(order);
    bench.go();
    expect(after.finished).toEqual([]);
    host.proxy.heal();
    expect((await after.resultOf(order)).outcome).toEqual({ cause: 'exit', rc: 0 });
    expect(await after.output(order)).toBe('done a\n');
    expect(bench.begun('a')).toHaveLength(1);
  });

  it('does not wait for ever', async () => {
    const before = await bench.openAndAdopt(both(LOST_AFTER_SECONDS));
    const [order, stopped] = [before.order(bench.waitingJob('a')), before.order(bench.waitingJob('b'))];
    before.start(order, stopped);
    const pid = await bench.untilBegun('a');
    await before.executor.close('leave');
    const after = await bench.open(both(LOST_AFTER_SECONDS));
    // It is heard, but does not tell what it has.
    await until('it is heard', () => after.executor.runners?.()[0].state === 'up');
    host.proxy.onRequest(() => 'cut-before');
    host.proxy.cut();
    await after.adopt(order, stopped);
    after.stop(stopped);
    const { outcome, executorLog } = await after.resultOf(order);
    expect(outcome).toEqual({ cause: 'lost' });
    expect(executorLog).toContain(`${host.url} could not be reached`);
    host.proxy.heal();
    await host.untilForgotten();
    expect(isAlive(pid)).toBe(false);
    expect(after.finished).toHaveLength(2);
  });

  it('is the only one that is listened to', async () => {
    const before = await bench.openAndAdopt(only(PATIENT_SECONDS));
    await bench.openAndAdopt(only(PATIENT_SECONDS));
    before.start(before.order(bench.job('a')));
    await until('it notices', () => bench.said.some((line) => line.includes('another daggyd')));
    expect([bench.begun('a'), await host.taskIDs()]).toEqual([[], []]);
  });

  it('finds what it has left also without a record of it, and ends that', async () => {
    const before = await bench.openAndAdopt(only(PATIENT_SECONDS), { durable: false, owner: 0 });
    before.start(before.order(bench.waitingJob('a')));
    const pid = await bench.untilBegun('a');
    await before.executor.close('leave');
    const after = await bench.openAndAdopt(only(PATIENT_SECONDS), { durable: false, owner: 0 });
    await host.untilForgotten();
    expect(isAlive(pid)).toBe(false);
    expect((await after.run(bench.job('b'))).result.outcome).toEqual({ cause: 'exit', rc: 0 });
  });
});
