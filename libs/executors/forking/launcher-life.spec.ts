import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AttemptOrder } from '#dag/ports/executor';
import { fixture } from '../../../test/contract/executor/fixture';
import { childrenOf, descriptors, isAlive, ForkingHost } from '../../../test/contract/executor/forking-host';
import { until } from '../../../test/contract/executor/probe';

let host: ForkingHost;

beforeEach(() => {
  host = new ForkingHost();
});

afterEach(() => host.close());

describe('a launcher that is killed', () => {
  it('loses its attempts and leaves no processes, and a new one goes on', async () => {
    const pidFile = join(host.folder, 'pid');
    const probe = await host.open({ threads: 2 });
    const waiting = probe.order({ command: ['echo', 'I waited'] });
    const printed = probe.order({ command: ['sh', '-c', 'echo $$; exec sleep 1000'] });
    const stray = probe.order({ command: [fixture('leave-stray.sh'), pidFile, '1000', 'setsid --fork'] });
    probe.start(printed, stray, waiting);
    await until('it said its pid', async () => /\d\n/.test(await probe.output(printed)));
    await probe.untilPrinted(stray, 'ready');
    const pids = [Number(await probe.output(printed)), Number(readFileSync(pidFile, 'utf8'))];
    const killed = Date.now();
    process.kill(host.launcherPid(), 'SIGKILL');
    expect((await probe.resultOf(printed)).outcome).toEqual({ cause: 'lost' });
    expect((await probe.resultOf(stray)).outcome).toEqual({ cause: 'lost' });
    for (const pid of pids) expect(isAlive(pid)).toBe(false);
    expect(Date.now() - killed).toBeLessThan(5_000);
    expect(probe.results(printed)[0]).toMatchObject({ outputBytes: `${pids[0]}\n`.length });
    expect(await probe.output(printed)).toBe(`${pids[0]}\n`);
    expect((await probe.resultOf(waiting)).outcome).toEqual({ cause: 'exit', rc: 0 });
    expect(await probe.output(waiting)).toBe('I waited\n');
  });

  it('loses its attempts also when the server was away', async () => {
    const before = await host.open();
    const order = before.order({ command: ['sh', '-c', 'echo $$; exec sleep 1000'] });
    before.start(order);
    await until('it said its pid', async () => /\d\n/.test(await before.output(order)));
    const pid = Number(await before.output(order));
    await before.executor.close('leave');
    const launcher = host.launcherPid();
    process.kill(launcher, 'SIGKILL');
    await until('it is gone', () => !isAlive(launcher));
    expect(isAlive(pid)).toBe(true);
    const after = await host.open();
    expect(isAlive(pid)).toBe(false);
    await after.adopt(order);
    const { outcome, outputBytes } = await after.resultOf(order);
    expect([outcome, outputBytes]).toEqual([{ cause: 'lost' }, `${pid}\n`.length]);
    expect(await after.output(order)).toBe(`${pid}\n`);
  });
});

describe('an attempt that was recorded but perhaps never sent', () => {
  /** What keeps the launchers there. */
  async function leaveBehind(adopts: boolean): Promise<AttemptOrder> {
    const before = await host.open();
    if (adopts) await before.adopt();
    const lasting = before.order({ command: ['sleep', '20'] });
    before.start(lasting, before.order({ command: ['sleep', '20'] }));
    await before.run({ command: ['true'] });
    await before.executor.close('leave');
    return lasting;
  }

  it('is started when its launchers have been there all the time', async () => {
    const lasting = await leaveBehind(true);
    const after = await host.open();
    const neverSent = { ...lasting, task: 4711, job: { command: ['echo', 'only now'] } };
    await after.adopt(lasting, neverSent);
    expect((await after.resultOf(neverSent)).outcome).toEqual({ cause: 'exit', rc: 0 });
    expect(await after.output(neverSent)).toBe('only now\n');
    expect(after.results(lasting)).toEqual([]);
  });

  it('is started when its launchers had nothing to do and left', async () => {
    const before = await host.open();
    await before.adopt();
    const { key } = await before.run({ command: ['true'] });
    const pids = host.launcherPids();
    await before.executor.close('stop');
    await until('they have left', () => !pids.some(isAlive));
    const after = await host.open();
    const neverSent = { ...before.order({ command: ['echo', 'only now'] }), runID: key.runID };
    await after.adopt(neverSent);
    expect((await after.resultOf(neverSent)).outcome).toEqual({ cause: 'exit', rc: 0 });
  });

  it('is lost when an owner in between has not begun with these launchers', async () => {
    const lasting = await leaveBehind(true);
    await (await host.open({ dataDir: join(host.folder, 'elsewhere') })).adopt();
    const after = await host.open();
    await after.adopt({ ...lasting, task: 4711 });
    expect((await after.resultOf({ ...lasting, task: 4711 })).outcome).toEqual({ cause: 'lost' });
  });

  it('stays lost for the next owner, once it was called that', async () => {
    const lasting = await leaveBehind(false);
    const unknown = { ...lasting, task: 4711 };
    const first = await host.open({ acknowledges: false });
    await first.adopt(lasting, unknown);
    const lost = await first.resultOf(unknown);
    await first.executor.close('leave');
    const second = await host.open();
    await second.adopt(lasting, unknown);
    expect(await second.resultOf(unknown)).toEqual(lost);
    expect(lost.outcome).toEqual({ cause: 'lost' });
  });
});

describe('attempts that ran when the host was restarted', () => {
  it('are lost, and say why', async () => {
    const before = await host.open();
    const order = before.order({ command: ['sleep', '20'] });
    before.start(order);
    await before.run({ command: ['true'] });
    await before.executor.close('leave');
    const idFiles = host.launcherPids().map((pid, lane) => {
      process.kill(pid, 'SIGKILL');
      return join(host.launcherFolder(lane), 'id');
    });
    for (const file of idFiles) {
      const [id] = readFileSync(file, 'utf8').split(' ');
      // Its processes cannot be there any more: none with this id is looked for.
      writeFileSync(file, `${id} 00000000-0000-0000-0000-000000000000`);
    }
    const after = await host.open();
    await after.adopt(order);
    const { outcome, executorLog } = await after.resultOf(order);
    expect([outcome, executorLog]).toEqual([{ cause: 'lost' }, 'the host was restarted while it ran']);
  });
});

describe('a server that is configured for fewer tasks at once than before', () => {
  it('takes up all that went on, and starts no more than it may', async () => {
    const before = await host.open({ threads: 6 });
    const cue = join(host.folder, 'cue');
    const job = { command: [fixture('print-then-wait.sh'), 'there', '', cue] };
    const orders = Array.from({ length: 6 }, () => before.order(job));
    before.start(...orders);
    for (const order of orders) await before.untilPrinted(order, 'there');
    await before.executor.close('leave');

    const after = await host.open({ threads: 1 });
    await after.adopt(...orders);
    const late = { ...after.order({ command: ['true'] }), task: 100 };
    after.start(late);
    for (const order of orders) expect(await after.output(order)).toBe('there\n');
    expect(after.results(late)).toHaveLength(0);
    writeFileSync(cue, '');
    for (const order of [...orders, late]) {
      expect((await after.resultOf(order)).outcome).toEqual({ cause: 'exit', rc: 0 });
    }
    const lastEnd = Math.min(...orders.filter((_, i) => i % 2 === 0).map((order) => after.results(order)[0].stopTime));
    expect(after.results(late)[0].startTime).toBeGreaterThanOrEqual(lastEnd);
  });
});

describe('the launcher of a server that keeps no records', () => {
  it('ends everything when the server goes away, and keys begin anew', async () => {
    const before = await host.open({ durable: false });
    expect(before.executor.survivesRestart).toBe(false);
    const order = before.order({ command: ['sh', '-c', 'echo $$; exec sleep 1000'] });
    before.start(order);
    await until('it said its pid', async () => /\d\n/.test(await before.output(order)));
    const pid = Number(await before.output(order));
    await before.executor.close('leave');
    const after = await host.open({ durable: false });
    after.start({ ...order, job: { command: ['echo', 'new'] } });
    expect((await after.resultOf(order)).outcome).toEqual({ cause: 'exit', rc: 0 });
    expect(await after.output(order)).toBe('new\n');
    expect(isAlive(pid)).toBe(false);
  });

  it('shows nothing that an earlier run of the same id has printed', async () => {
    const before = await host.open({ durable: false });
    const { key } = await before.run({ command: ['echo', 'old'] });
    expect(await before.output(key)).toBe('old\n');
    await before.executor.close('stop');
    const after = await host.open({ durable: false });
    await after.run({ command: ['true'] });
    expect(await after.output(key)).toBe('');
  });
});

describe('a launcher', () => {
  it('serves one server at a time', async () => {
    await host.open({ owner: 1 });
    await expect(host.open({ owner: 1 })).rejects.toThrow('another server uses the process launcher');
  }, 20_000);

  it('ends when there is nothing to do and nobody to do it for', async () => {
    const probe = await host.open();
    await probe.run({ command: ['true'] });
    const pid = host.launcherPid();
    await probe.executor.close('stop');
    await until('it has ended', () => !isAlive(pid));
  });

  it('can be reached in a folder with a very long name', async () => {
    const probe = await host.open({ dataDir: join(host.folder, 'very-long-name-'.repeat(12), 'data') });
    expect((await probe.run({ command: ['true'] })).result.outcome).toEqual({ cause: 'exit', rc: 0 });
  });

  it('leaves no descriptors and no processes behind after 20,000 tasks', async () => {
    const probe = await host.open({ threads: 10 });
    await probe.run({ command: ['true'] });
    const launchers = host.launcherPids();
    const count = () => [
      descriptors(process.pid),
      ...launchers.map((launcher) => `${descriptors(launcher)} ${childrenOf(launcher)}`),
    ];
    // All slots have their files after the first round.
    const round = async (tasks: number) => {
      const orders = Array.from({ length: tasks }, () => probe.order({ command: ['/bin/true'] }));
      const wanted = probe.finished.length + tasks;
      probe.start(...orders);
      await until('all have ended', () => probe.finished.length >= wanted, 120_000);
    };
    await round(100);
    const before = count();
    await round(20_000);
    expect(count()).toEqual(before);
    expect(new Set(probe.finished.map(({ result }) => JSON.stringify(result.outcome)))).toEqual(
      new Set(['{"cause":"exit","rc":0}']),
    );
  }, 180_000);
});
