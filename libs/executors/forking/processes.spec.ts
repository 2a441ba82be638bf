import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Job } from '#dag/spec/dag-spec';
import { fixture } from '../../../test/contract/executor/fixture';
import { Probe, until } from '../../../test/contract/executor/probe';
import { ForkingTaskExecutor } from './forking-task-executor';

const CAP = 100_000;

let folder = '';
const opened: Probe[] = [];

async function open({
  threads = 4,
  durable = true,
  pool = 'default',
  dataDir = join(folder, 'data'),
} = {}): Promise<Probe> {
  const context = { dataDir, maxOutputBytes: CAP, pool, durable, log: () => {} };
  const probe = new Probe(new ForkingTaskExecutor({ threads, stopGraceSeconds: 0.3 }, context), 1, true);
  await probe.open();
  opened.push(probe);
  return probe;
}

const launcherFolder = (lane = 0) => join(folder, 'data/launchers/default', String(lane));

/** Pid of a launcher at work: the holder of the lock in its folder. */
function launcherPid(lane = 0): number {
  const inode = statSync(join(launcherFolder(lane), 'lock')).ino;
  const lock = readFileSync('/proc/locks', 'utf8')
    .split('\n')
    .find((line) => line.includes(`:${inode} `));
  return Number(lock?.split(/\s+/)[4]);
}

function isAlive(pid: number): boolean {
  try {
    // A zombie has ended; it only waits for its parent.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function descriptors(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

function childrenOf(pid: number): string {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
}

/** Bytes that all files below a folder take on the disk. */
function diskUsage(place: string): number {
  if (!existsSync(place)) return 0;
  return readdirSync(place, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(place, name)))
    .reduce((sum, { blocks }) => sum + blocks * 512, 0);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daggy-forking-'));
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map(({ executor }) => executor.close('stop')));
  rmSync(folder, { recursive: true, force: true });
});

describe('the state in which a process starts', () => {
  it('is a session of its own, with default signals and three files', async () => {
    const probe = await open();
    const script = 'grep -E "SigBlk|SigIgn" /proc/self/status; ls /proc/$$/fd; ps -o sid= -p $$; echo $$';
    const { key } = await probe.run({ command: ['sh', '-c', script] });
    const words = (await probe.output(key)).split(/\s+/);
    expect(words.slice(0, 4)).toEqual(['SigBlk:', '0000000000000000', 'SigIgn:', '0000000000000000']);
    expect(words.slice(4, 7)).toEqual(['0', '1', '2']);
    expect(words[7]).toBe(words[8]);
  });

  it('has no variables of the server itself', async () => {
    process.env['DAGGYD_SECRET'] = 'x';
    try {
      const probe = await open();
      const { key } = await probe.run({ command: ['env'] });
      expect(await probe.output(key)).not.toContain('DAGGYD_SECRET');
    } finally {
      delete process.env['DAGGYD_SECRET'];
    }
  });

  it('runs a script without #! in the shell', async () => {
    const script = join(folder, 'script');
    writeFileSync(script, 'echo "$0 $1"\n', { mode: 0o700 });
    const probe = await open();
    const { key } = await probe.run({ command: [script, 'word'] });
    expect(await probe.output(key)).toBe(`${script} word\n`);
  });

  it('is refused with the reason when the arguments are too long', async () => {
    const probe = await open();
    const { result } = await probe.run({ command: ['true', 'x'.repeat(200_000)] });
    expect(result.outcome).toEqual({ cause: 'spawn-error', rc: 126 });
    expect(result.executorLog).toContain('E2BIG');
  });

  it('takes thousands of arguments and variables', async () => {
    const probe = await open();
    const words = Array.from({ length: 5000 }, (_, i) => `w${i}`);
    const environment = words.map((word) => `${word}=ü`);
    const count = ['sh', '-c', 'echo $# ${4999} $w4999 $(env | grep -c ^w)', ...words];
    const { key } = await probe.run({ command: count, environment });
    expect(await probe.output(key)).toBe('4999 w4999 ü 5000\n');
  });
});

describe('processes that a task leaves behind', () => {
  it('are ended with it when they are of its group', async () => {
    const probe = await open();
    const { key } = await probe.run({ command: [fixture('leave-group-member.sh')] });
    expect(isAlive(Number(await probe.output(key)))).toBe(false);
  });

  it.each(['setsid', 'setsid env -i', 'setsid --fork'])(
    'are ended by a stop even when started by %s',
    async (means) => {
      const pidFile = join(folder, 'pid');
      const probe = await open();
      const order = probe.order({ command: [fixture('leave-stray.sh'), pidFile, '1000', means] });
      probe.start(order);
      await probe.untilPrinted(order, 'ready');
      const stray = Number(readFileSync(pidFile, 'utf8'));
      expect(isAlive(stray)).toBe(true);
      probe.stop(order);
      await probe.resultOf(order);
      expect(isAlive(stray)).toBe(false);
    },
  );

  it('cannot print into the output of a later task', async () => {
    const probe = await open({ threads: 1 });
    const cue = join(folder, 'cue');
    const early = await probe.run({ command: [fixture('print-late.sh'), cue] });
    const later = probe.order({ command: [fixture('print-then-wait.sh'), 'mine', 'mine', `${cue}.over`] });
    probe.start(later);
    await probe.untilPrinted(later, 'mine\n');
    writeFileSync(cue, '');
    await until('the stray has printed', () => existsSync(`${cue}.done`));
    writeFileSync(`${cue}.over`, '');
    await probe.resultOf(later);
    expect(await probe.output(later)).toBe('mine\n');
    expect(await probe.output(early.key)).toBe('');
  });
});

describe('output without end', () => {
  it('does not fill the disk, and can be read while it grows', async () => {
    const probe = await open();
    const order = probe.order({ command: [fixture('print-forever.sh')] });
    probe.start(order);
    const file = join(launcherFolder(), 'slot-0.stdout');
    await until('400 MB were written', () => existsSync(file) && statSync(file).size > 400e6);
    let most = 0;
    for (const size = statSync(file).size; statSync(file).size < size + 400e6;) {
      most = Math.max(most, diskUsage(folder));
      const live = await probe.output(order);
      expect(live.length).toBeLessThanOrEqual(CAP);
      expect(live.startsWith('first\none more line')).toBe(true);
      expect(live).toMatch(/\n\[\.\.\. \d+ bytes cut out \.\.\.\]\n/);
    }
    // What a fast writer writes between two looks may be there, but never all of it.
    expect(most).toBeLessThan(statSync(file).size * 0.75);
    probe.stop(order);
    const result = await probe.resultOf(order);
    expect(result.truncated).toBe(true);
    expect(result.outputBytes).toBeGreaterThan(800e6);
    const kept = await probe.output(order);
    expect(kept.length).toBeLessThanOrEqual(CAP);
    expect(kept).toContain(`${result.outputBytes - 2 * kept.indexOf('\n[...')} bytes cut out`);
    expect(diskUsage(folder)).toBeLessThan(2 * CAP);
  }, 60_000);
});

describe('running as another user', () => {
  const asRoot = process.getuid?.() === 0 ? it : it.skip;

  asRoot('uses its uid and groups (needs root)', async () => {
    const probe = await open();
    const { key } = await probe.run({ command: ['sh', '-c', 'id -u; id -g; id -G'], userID: '65534' });
    expect(await probe.output(key)).toMatch(/^65534\n(\d+)\n\1\n$/);
  });

  asRoot('uses the same number as group for a uid that has no name (needs root)', async () => {
    const probe = await open();
    const { key } = await probe.run({ command: ['id'], userID: 54321 });
    expect(await probe.output(key)).toBe('uid=54321 gid=54321 groups=54321\n');
  });

  asRoot('says so when that user may not execute the program (needs root)', async () => {
    const secret = join(folder, 'program');
    writeFileSync(secret, '#!/bin/sh\n', { mode: 0o755 });
    const probe = await open();
    const cases: [Job, 126 | 127][] = [
      [{ command: [secret] }, 126],
      [{ command: ['no-such-program'] }, 127],
      [{ command: ['/no/such/program'] }, 127],
    ];
    for (const [job, rc] of cases) {
      const { result } = await probe.run({ ...job, userID: 65534 });
      expect(result.outcome).toEqual({ cause: 'spawn-error', rc });
      expect(result.executorLog).not.toBe('');
    }
  });

  it('is refused beforehand for what is no uid', async () => {
    const { executor } = await open();
    for (const userID of [-1, 1.5, 'root', '', null, 4294967295]) {
      expect(executor.checkJob({ command: ['true'], userID })[0].pointer).toBe('/userID');
    }
  });
});

describe('a launcher that is killed', () => {
  it('loses its attempts and leaves no processes, and a new one goes on', async () => {
    const pidFile = join(folder, 'pid');
    const probe = await open({ threads: 2 });
    const waiting = probe.order({ command: ['echo', 'I waited'] });
    const printed = probe.order({ command: ['sh', '-c', 'echo $$; exec sleep 1000'] });
    const stray = probe.order({ command: [fixture('leave-stray.sh'), pidFile, '1000', 'setsid --fork'] });
    probe.start(printed, stray, waiting);
    await until('it said its pid', async () => /\d\n/.test(await probe.output(printed)));
    await probe.untilPrinted(stray, 'ready');
    const pids = [Number(await probe.output(printed)), Number(readFileSync(pidFile, 'utf8'))];
    const killed = Date.now();
    process.kill(launcherPid(), 'SIGKILL');
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
    const before = await open();
    const order = before.order({ command: ['sh', '-c', 'echo $$; exec sleep 1000'] });
    before.start(order);
    await until('it said its pid', async () => /\d\n/.test(await before.output(order)));
    const pid = Number(await before.output(order));
    await before.executor.close('leave');
    const launcher = launcherPid();
    process.kill(launcher, 'SIGKILL');
    await until('it is gone', () => !isAlive(launcher));
    expect(isAlive(pid)).toBe(true);
    const after = await open();
    expect(isAlive(pid)).toBe(false);
    after.adopt(order);
    expect((await after.resultOf(order)).outcome).toEqual({ cause: 'lost' });
  });
});

describe('a server that is configured for fewer tasks at once than before', () => {
  it('takes up all that went on, and starts no more than it may', async () => {
    const before = await open({ threads: 6 });
    const cue = join(folder, 'cue');
    const job = { command: [fixture('print-then-wait.sh'), 'there', '', cue] };
    const orders = Array.from({ length: 6 }, () => before.order(job));
    before.start(...orders);
    for (const order of orders) await before.untilPrinted(order, 'there');
    await before.executor.close('leave');

    const after = await open({ threads: 1 });
    after.adopt(...orders);
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
    const before = await open({ durable: false });
    expect(before.executor.survivesRestart).toBe(false);
    const order = before.order({ command: ['sh', '-c', 'echo $$; exec sleep 1000'] });
    before.start(order);
    await until('it said its pid', async () => /\d\n/.test(await before.output(order)));
    const pid = Number(await before.output(order));
    await before.executor.close('leave');
    const after = await open({ durable: false });
    after.start({ ...order, job: { command: ['echo', 'new'] } });
    expect((await after.resultOf(order)).outcome).toEqual({ cause: 'exit', rc: 0 });
    expect(await after.output(order)).toBe('new\n');
    expect(isAlive(pid)).toBe(false);
  });
});

describe('a launcher', () => {
  it('serves one server at a time', async () => {
    await open();
    await expect(open()).rejects.toThrow('another server uses the process launcher');
  }, 20_000);

  it('ends when there is nothing to do and nobody to do it for', async () => {
    const probe = await open();
    await probe.run({ command: ['true'] });
    const pid = launcherPid();
    await probe.executor.close('stop');
    await until('it has ended', () => !isAlive(pid));
  });

  it('can be reached in a folder with a very long name', async () => {
    const probe = await open({ dataDir: join(folder, 'very-long-name-'.repeat(12), 'data') });
    expect((await probe.run({ command: ['true'] })).result.outcome).toEqual({ cause: 'exit', rc: 0 });
  });

  it('leaves no descriptors and no processes behind after 20,000 tasks', async () => {
    const probe = await open({ threads: 10 });
    await probe.run({ command: ['true'] });
    const launchers = readdirSync(join(launcherFolder(), '..')).map((_, lane) => launcherPid(lane));
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
