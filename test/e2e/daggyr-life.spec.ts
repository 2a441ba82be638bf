import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, until } from '../support/http';
import { stopAll, temporaryDirectory } from '../support/daggy-process';
import { type RunnerApi, startRunner } from '../support/runner';

jest.setTimeout(60_000);
afterEach(stopAll);

const fixture = (name: string) => join(__dirname, '..', 'fixtures', name);

/** Processes whose command line has this text in it. */
function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(text);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** A folder whose name is in the command line of everything that `startUnruly` starts. */
const mark = () => join(temporaryDirectory(), 'unruly');

/** Tasks that do not want to end, with a child that has left their session. */
async function startUnruly(runner: RunnerApi, folder: string): Promise<void> {
  await runner.startMany([
    { taskID: 'stubborn', command: [fixture('ignore-sigterm.sh'), folder], cores: 1, memoryMB: 10 },
    {
      taskID: 'stray',
      command: [fixture('leave-stray.sh'), folder, '60', 'setsid env -i'],
      cores: 1,
      memoryMB: 10,
    },
    { taskID: 'quiet', command: ['/bin/sh', '-c', `sleep 60; : ${folder}`], cores: 1, memoryMB: 10 },
  ]);
  await until('all run', () => processesWith(folder).length >= 4);
}

describe('a runner that is killed', () => {
  it('leaves no process behind', async () => {
    const folder = mark();
    const runner = await startRunner();
    await startUnruly(runner, folder);
    await runner.server.stop('SIGKILL');
    await until('nothing runs', () => processesWith(folder).length === 0, 4_000);
  });

  it('knows nothing in its next life, and has tidied up', async () => {
    const folder = mark();
    const dataDirectory = temporaryDirectory();
    const before = await startRunner({}, { dataDirectory });
    await before.runToEnd('echo result', { taskID: 'done' });
    await startUnruly(before, folder);
    const { runner: identity } = await before.tasks();
    await before.server.stop('SIGKILL');
    const after = await startRunner({}, { dataDirectory });
    const list = await after.tasks();
    expect([list.items, list.finished, list.runner.capacity.tasks]).toEqual([[], 0, 0]);
    expect(list.runner.instance).not.toBe(identity.instance);
    expect(processesWith(folder)).toEqual([]);
    expect(existsSync(join(dataDirectory, 'output'))).toBe(false);
    expect((await after.runToEnd('echo again', { taskID: 'done' })).outputLog).toBe('again\n');
  });
});

describe('a runner that is asked to end', () => {
  it('asks its tasks first, then insists, within 10 seconds', async () => {
    const folder = mark();
    const goodbye = join(temporaryDirectory(), 'goodbye');
    const runner = await startRunner();
    await startUnruly(runner, folder);
    const id = await runner.start(
      `trap 'sleep 0.5; echo bye > ${goodbye}; exit' TERM; echo ready; while :; do sleep 0.05; done`,
    );
    await runner.until(
      'the trap',
      () => runner.task(id),
      ({ outputLog }) => outputLog === 'ready\n',
    );
    const begin = performance.now();
    const { code, stderr } = await runner.server.stop();
    expect([code, readFileSync(goodbye, 'utf8')]).toEqual([0, 'bye\n']);
    expect(performance.now() - begin).toBeLessThan(10_000);
    expect(stderr).not.toContain('Not everything has ended');
    expect(processesWith(folder)).toEqual([]);
  });
});

describe('several runners', () => {
  it('cannot use one storage root, and the first goes on', async () => {
    const dataDirectory = temporaryDirectory();
    const first = await startRunner({}, { dataDirectory });
    const id = await first.start('exec sleep 60');
    await expect(startRunner({}, { dataDirectory })).rejects.toThrow(/ended with 1: daggyr: .*another .*uses/);
    expect((await first.task(id)).state).toBe('RUNNING');
    expect((await first.runToEnd('exit 0')).rc).toBe(0);
  });

  it('on one host do not disturb each other', async () => {
    const [one, other] = await Promise.all([startRunner(), startRunner()]);
    const ids = await Promise.all([one, other].map((runner) => runner.start('exec sleep 60', { taskID: 'same' })));
    expect(ids).toEqual(['same', 'same']);
    await one.server.stop('SIGKILL');
    const again = await startRunner({}, { dataDirectory: one.server.dataDirectory });
    expect((await other.task('same')).state).toBe('RUNNING');
    expect((await again.tasks()).items).toEqual([]);
    await again.server.stop();
    expect((await other.task('same')).state).toBe('RUNNING');
  });
});

describe('where limits cannot be had', () => {
  const refusal = async (config: object) => {
    const error: unknown = await startRunner(config).catch((reason: unknown) => reason);
    return String(error);
  };

  it('it does not start, and says why and what to do', async () => {
    const folder = temporaryDirectory();
    const isolation = { pid: false, mount: false, network: false };
    expect(await refusal({ isolation, 'cgroup-root': folder })).toMatch(
      /ended with 1: daggyr: cannot give tasks cgroups here: .* is no cgroup v2 directory\. .*Delegate=yes.*"isolation": \{"cgroup": false\}/,
    );
    // A hierarchy without controllers, as far as daggyr can see.
    writeFileSync(join(folder, 'cgroup.controllers'), 'hugetlb memory\n');
    expect(await refusal({ isolation, 'cgroup-root': folder })).toMatch(
      /the cgroup v2 controllers cpu, pids are not there\. .*Delegate=yes/,
    );
  });

  it('and with a word too much in the config neither', async () => {
    const error = await refusal({ isolation: { cgroup: 'some' } });
    expect(error).toMatch(/ended with 2: .*"\/isolation\/cgroup": "some" is not one of true, false, "without-limits"/);
  });
});

/** A cgroup v2 hierarchy, be it without controllers, and the right to use it. */
const canMakeCgroups = existsSync('/sys/fs/cgroup/unified/cgroup.procs') && process.getuid?.() === 0;
(canMakeCgroups ? describe : describe.skip)(
  'cgroups without limits (skipped where there is no /sys/fs/cgroup/unified)',
  () => {
    const isolation = { cgroup: 'without-limits', pid: true, mount: true };
    const cgroups = (of: string) => readdirSync('/sys/fs/cgroup/unified').filter((name) => name.startsWith(of));

    it('account for tasks, and leave nothing behind', async () => {
      const runner = await startRunner({ isolation, 'job-name-prefix': `account.${process.pid}` });
      const [base] = cgroups(`account.${process.pid}`);
      const spin = 'i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done & wait';
      const { resources, limits } = await runner.runToEnd(spin, { memoryMax: '1' });
      expect(resources.cpuSeconds).toBeGreaterThan(0.02);
      expect(limits).toEqual({ cpuMax: null, memoryMax: null, ioMax: null, pidsMax: null });
      const tasks = Array.from({ length: 200 }, (_, i) => ({
        taskID: `t-${i}`,
        command: ['/bin/sh', '-c', 'setsid sleep 60 & echo out'],
        cores: 0.01,
        memoryMB: 1,
      }));
      expect((await runner.startMany(tasks)).items.every(({ status }) => status === 'started')).toBe(true);
      for (let since = 1; since < 201;) since = (await runner.tasks(`?finishedSince=${since}&wait=30`)).finished;
      const { items } = await runner.tasks('?prefix=t-');
      expect(items.filter(({ rc, outputBytes }) => rc === 0 && outputBytes === 4)).toHaveLength(200);
      expect(
        readdirSync(join('/sys/fs/cgroup/unified', base), { withFileTypes: true }).filter((each) => each.isDirectory()),
      ).toEqual([]);
      await runner.send('POST', '/tasks/forget', { taskIDs: items.map(({ taskID }) => taskID) });
      const output = join(runner.server.dataDirectory, 'output');
      const files = () => readdirSync(output, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
      await until('no output is left', () => files().length === 0);
      expect((await ask(`${runner.server.url}/readyz`)).status).toBe(200);
      expect((await runner.server.stop()).code).toBe(0);
      expect(cgroups(`account.${process.pid}`)).toEqual([]);
    });

    it('end what is left of a former life whose launchers were killed too', async () => {
      const dataDirectory = temporaryDirectory();
      const config = {
        isolation: { ...isolation, pid: false, mount: false },
        'job-name-prefix': `former.${process.pid}`,
      };
      const before = await startRunner(config, { dataDirectory });
      const folder = mark();
      await startUnruly(before, folder);
      const launchers = processesWith(join(dataDirectory, 'launchers'));
      expect(launchers.length).toBeGreaterThan(0);
      for (const pid of [before.server.pid, ...launchers]) process.kill(pid, 'SIGKILL');
      await before.server.ended;
      const after = await startRunner(config, { dataDirectory });
      expect(processesWith(folder)).toEqual([]);
      await after.server.stop();
      expect(cgroups(`former.${process.pid}`)).toEqual([]);
    });
  },
);
