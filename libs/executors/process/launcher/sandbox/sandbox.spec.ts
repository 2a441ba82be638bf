import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { childrenOf, descriptors } from '../../../../../test/contract/executor/forking-host';
import { until } from '../../../../../test/contract/executor/probe';
import { describeWith } from '../../../../../test/support/describe-with';
import { OPEN, ProcessHost, processesWith } from '../../../../../test/support/process-host';

const FULL = { ...OPEN, pid: true, mount: true };
const sh = (script: string) => ['/bin/sh', '-c', script];

let host: ProcessHost;
/** A number of seconds that no other sleep of this host has: its processes can be told from all others. */
let mark: string;

beforeAll(async () => {
  host = await new ProcessHost().open();
});

beforeEach(() => {
  mark = `${100_000 + Math.floor(Math.random() * 900_000)}.5`;
});

afterAll(() => host.close());

describe('a sandboxed process', () => {
  it('gets no more rights than its starter has', async () => {
    const { stdout } = await host.run(sh('grep NoNewPrivs /proc/self/status'), OPEN);
    expect(stdout).toBe('NoNewPrivs:\t1\n');
  });

  it('is neither spared nor offered when memory runs out, as its server may be', async () => {
    writeFileSync('/proc/self/oom_score_adj', '300');
    const other = await new ProcessHost().open();
    writeFileSync('/proc/self/oom_score_adj', '0');
    const readScore = ['cat', '/proc/self/oom_score_adj'];
    expect([await other.run(readScore, null), await other.run(readScore, OPEN)]).toMatchObject([
      { stdout: '300\n' },
      { stdout: '0\n' },
    ]);
    await other.close();
  });

  it('is as its launcher is where nobody asked for a sandbox', async () => {
    const other = await new ProcessHost().open();
    const { stdout } = await other.run(sh('grep NoNewPrivs /proc/self/status'), null);
    expect(stdout).toBe('NoNewPrivs:\t0\n');
    await other.close();
  });

  it.each([OPEN, FULL])('has the descriptors 0 to 2 and nothing else (%j)', async (sandbox) => {
    const { stdout } = await host.run(['/bin/ls', '/proc/self/fd'], sandbox);
    // The last one is the folder that ls reads.
    expect(stdout).toBe('0\n1\n2\n3\n');
  });

  it('has the variables that it was given and those of the base environment', async () => {
    process.env.SECRET_OF_THE_SERVER = 'x';
    const { stdout } = await host.run(['/usr/bin/env'], FULL, { environment: ['GIVEN=1'] });
    delete process.env.SECRET_OF_THE_SERVER;
    const names = stdout
      .trim()
      .split('\n')
      .map((line) => line.split('=')[0]);
    expect(names.sort()).toEqual(['DAGGY_PROCESS', 'GIVEN', 'PATH']);
  });
});

it('who is in no namespace and no cgroup is stopped with those who left its session and wiped their environment', async () => {
  const script = `setsid env -i sleep ${mark} & while ! grep -q sleep /proc/$!/comm; do :; done; echo ready; wait`;
  const key = host.start(sh(script), OPEN);
  await host.untilPrinted(key, 'ready');
  host.stop(key);
  expect((await host.endOf(key)).outcome.cause).toBe('killed');
  expect(processesWith(mark)).toEqual([]);
});

describeWith('root', process.getuid?.() === 0, 'a process in a PID namespace of its own', () => {
  it('sees only itself and the init, which it is not', async () => {
    const { outcome, stdout } = await host.run(sh('echo $$; echo /proc/[0-9]*'), FULL);
    expect([outcome, stdout]).toEqual([{ cause: 'exit', rc: 0 }, '2\n/proc/1 /proc/2\n']);
  });

  it('leaves the mounts of the host as they are', async () => {
    const before = readFileSync('/proc/mounts', 'utf8');
    const { stdout } = await host.run(sh(`mount -t tmpfs none ${host.folder} && ls -A ${host.folder}`), FULL);
    expect(stdout).toBe('');
    expect(readdirSync(host.folder)).toContain('launchers');
    expect(readFileSync('/proc/mounts', 'utf8')).toBe(before);
  });

  it.each([
    ['exit 7', { cause: 'exit', rc: 7 }],
    ['exit 137', { cause: 'exit', rc: 137 }],
    ['kill -KILL $$', { cause: 'signal', rc: 137 }],
    ['kill -SEGV $$', { cause: 'signal', rc: 139 }],
  ])('ends as it ends: %s', async (script, outcome) => {
    expect((await host.run(sh(script), FULL)).outcome).toEqual(outcome);
  });

  it('cannot be started where there is no such program', async () => {
    expect((await host.run(['no-such-program'], FULL)).outcome).toEqual({ cause: 'spawn-error', rc: 127 });
    expect((await host.run(['/etc/passwd'], FULL)).outcome).toEqual({ cause: 'spawn-error', rc: 126 });
  });

  it('ends at once on SIGTERM, which a first process would not notice', async () => {
    const key = host.start(['sleep', mark], FULL);
    await until('it runs', () => processesWith(mark).length === 1);
    host.stop(key);
    // SIGKILL would say 137.
    expect((await host.endOf(key)).outcome).toEqual({ cause: 'killed', rc: 143 });
  });

  it('takes with it who left its session, its group and its environment', async () => {
    const script = `setsid env -i sleep ${mark} & while ! grep -q sleep /proc/3/comm; do :; done; echo ready`;
    const { outcome, stdout } = await host.run(sh(script), FULL);
    expect([outcome, stdout]).toEqual([{ cause: 'exit', rc: 0 }, 'ready\n']);
    expect(processesWith(mark)).toEqual([]);
  });

  it('has its orphans reaped', async () => {
    const orphans = `i=0; while [ $i -lt 50 ]; do setsid --fork true; i=$((i + 1)); done`;
    const count = 'cat /proc/[0-9]*/stat 2>/dev/null | grep -c ") Z"';
    const key = host.start(sh(`${orphans}; while [ $(${count}) != 0 ]; do sleep 0.01; done; echo none`), FULL);
    await host.untilPrinted(key, 'none');
    expect((await host.endOf(key)).outcome).toEqual({ cause: 'exit', rc: 0 });
  });

  it('runs as another user, with the groups of that one', async () => {
    const { stdout } = await host.run(sh('id -u; id -G; grep NoNewPrivs /proc/self/status'), FULL, { userID: 65534 });
    expect(stdout).toBe('65534\n65534\nNoNewPrivs:\t1\n');
  });

  it('leaves no process and no descriptor behind, whatever came of it', async () => {
    const round = async () => {
      const runs = Array.from({ length: 50 }, () => [
        host.run(sh(`setsid sleep ${mark} & exit 3`), { ...FULL, network: true }),
        host.run(['true'], { ...FULL, network: true }),
        host.run(['no-such-program'], FULL),
        host.run(['true'], FULL, { workDir: '/nowhere' }),
      ]);
      const causes = (await Promise.all(runs.flat())).map(({ outcome: { cause } }) => cause);
      expect(causes.filter((cause) => cause === 'exit')).toHaveLength(100);
      expect(causes.filter((cause) => cause === 'spawn-error')).toHaveLength(100);
      for (const pid of host.launcherPids()) await until('it has no children', () => childrenOf(pid) === '');
      return host.launcherPids().map(descriptors);
    };
    const before = await round();
    expect(await round()).toEqual(before);
    expect(processesWith(mark)).toEqual([]);
  });
});

describeWith('root', process.getuid?.() === 0, 'a process in a network of its own', () => {
  it('has loopback, and nothing else', async () => {
    const { stdout } = await host.run(['/bin/cat', '/proc/net/dev'], { ...FULL, network: true });
    const interfaces = stdout.split('\n').filter((line) => /^\s*\w+:/.test(line));
    expect(interfaces.map((line) => line.trim().split(':')[0])).toEqual(['lo']);
    const talk = `const s = require('net').createServer((c) => c.end('hello')).listen(0, '127.0.0.1', () =>
      require('net').connect(s.address().port, '127.0.0.1').on('data', (text) => { console.log(String(text)); s.close(); }));`;
    expect((await host.run([process.execPath, '-e', talk], { ...FULL, network: true })).stdout).toBe('hello\n');
  });

  it('is the only one there', async () => {
    const namespaceOf = ['readlink', '/proc/self/ns/net', '/proc/self/ns/pid'];
    const [first, second, none] = await Promise.all([
      host.run(namespaceOf, { ...FULL, network: true }),
      host.run(namespaceOf, { ...FULL, network: true }),
      host.run(namespaceOf, null),
    ]);
    expect(new Set([first.stdout, second.stdout, none.stdout]).size).toBe(3);
    // The launcher came back each time.
    expect((await host.run(namespaceOf, null)).stdout).toBe(none.stdout);
  });
});
