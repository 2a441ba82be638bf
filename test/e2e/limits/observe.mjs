/**
 * What tasks of a daggyr do and get on this kernel, as one JSON object in the file that is named. It needs root and a cgroup v2
 * hierarchy with the controllers cpu, io, memory and pids. daggyr-limits.spec.ts says what of it must be so.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Runner, roomFor } from './runner.mjs';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const CGROUPS = '/sys/fs/cgroup';
/** Its own, so that there is room for other runners. */
const PREFIX = `limits.${process.pid}`;
const CONFIG = { 'cgroup-root': CGROUPS, 'job-name-prefix': PREFIX };

const seen = {};
const root = roomFor('limits');
const runner = await new Runner(root, CONFIG).up();
const base = join(
  CGROUPS,
  readdirSync(CGROUPS).find((name) => name.startsWith(`${PREFIX}-`)),
);

const shell = (script) => ['/bin/sh', '-c', script];
const read = (...path) => readFileSync(join(...path), 'utf8').trim();
const tasksOf = (directory) => readdirSync(directory).filter((name) => /^\d+$/.test(name));

/** Whether anybody is in a cgroup, which may be removed at any moment. */
function populated(directory) {
  try {
    return /populated 1/.test(read(directory, 'cgroup.events'));
  } catch {
    return false;
  }
}

/** The cgroup of the only task that runs, once those of earlier ones are removed. */
async function onlyCgroup() {
  await until(() => tasksOf(base).length === 1);
  return join(base, tasksOf(base)[0]);
}

async function until(holds, ms = 20_000) {
  for (const end = Date.now() + ms; Date.now() < end; await pause(10)) if (await holds()) return true;
  return false;
}

const scenarios = {
  async memory() {
    const hog = shell('sleep 1000 & tail /dev/zero; echo survived');
    return { hog: await runner.run('memory-hog', hog, { memoryMB: 24 }) };
  },

  /** How much of a processor each gets that wants more, and in how many of its periods it had used up its share. */
  async cores() {
    const spin = shell('while :; do :; done & while :; do :; done');
    const shares = { half: { cores: 0.5 }, fifth: { cores: 0.2 }, raw: { cores: 1, cpuMax: '15000 100000' } };
    const figures = {};
    const ends = [];
    for (const [name, fields] of Object.entries(shares)) {
      const id = `spin-${name}`;
      await runner.start(id, spin, fields);
      const look = async () => ({ time: performance.now(), used: (await runner.task(id)).resources });
      await until(async () => (await look()).used.throttledPeriods > 2);
      const before = await look();
      await pause(4_000);
      const after = await look();
      const grown = (measure) => after.used[measure] - before.used[measure];
      const cores = (1000 * grown('cpuSeconds')) / (after.time - before.time);
      figures[name] = { cores, usedUp: grown('throttledPeriods') / grown('periods') };
      ends.push((await runner.ask(`/task/${id}`, { method: 'DELETE' })).body);
    }
    return { figures, resources: ends.map(({ resources }) => resources), limits: ends.map(({ limits }) => limits) };
  },

  async forkBomb() {
    await runner.start('bomb', ['/usr/bin/perl', join(FIXTURES, 'fork-bomb.pl')], { pidsMax: 20, cores: 0.3 });
    const cgroup = await onlyCgroup();
    const full = await until(() => read(cgroup, 'pids.current') === '20' && / [1-9]/.test(read(cgroup, 'pids.events')));
    const max = read(cgroup, 'pids.max');
    const begin = performance.now();
    await runner.post('/tasks/stop', { taskIDs: ['bomb'], cause: 'killed' });
    const gone = await until(() => !populated(cgroup));
    const goneAfterMs = performance.now() - begin;
    return { full, max, gone, goneAfterMs, task: await runner.task('bomb', 30) };
  },

  /** 2 MB to a disk that takes 1 MB/s, and to the same without a limit. */
  async disk() {
    const name = readdirSync('/sys/block').find((each) => /^ubd/.test(each));
    if (name === undefined) return { device: null };
    const device = read('/sys/block', name, 'dev');
    const file = join(root, 'disk');
    execFileSync('mknod', [file, 'b', ...device.split(':')]);
    const write = ['/bin/dd', 'if=/dev/zero', `of=${file}`, 'bs=64k', 'count=32', 'oflag=direct'];
    const free = await runner.run('disk-free', write);
    const held = await runner.run('disk-held', write, { ioMax: `${device} wbps=1048576` });
    return { device, free, held };
  },

  async rawLimits() {
    const fields = { memoryMax: '16M', cpuMax: '20000 50000', pidsMax: 7 };
    await runner.start('raw', ['/bin/sleep', '1000'], fields);
    const cgroup = await onlyCgroup();
    const files = ['memory.max', 'memory.swap.max', 'memory.oom.group', 'cpu.max', 'pids.max'];
    const written = Object.fromEntries(
      files.filter((file) => existsSync(join(cgroup, file))).map((file) => [file, read(cgroup, file)]),
    );
    const { body } = await runner.ask('/task/raw', { method: 'DELETE' });
    const refused = await runner.post('/task', { command: ['x'], cores: 1, memoryMB: 1, ioMax: '250:250 rbps=1' });
    return { written, limits: body.limits, refused, left: tasksOf(base) };
  },

  async surroundings() {
    const script =
      'ls /proc/self/fd; echo --; grep NoNewPrivs /proc/self/status; cat /proc/self/oom_score_adj; id -u; ' +
      'for n in pid mnt net; do readlink /proc/self/ns/$n; done; ls -d /proc/[0-9]*; echo --; env; echo --; tail -n +3 /proc/net/dev';
    const isolated = await runner.run('around', shell(script), { userID: 65534, isolateNetwork: true });
    const shared = await runner.run('around-shared', shell('readlink /proc/self/ns/net'));
    const own = ['pid', 'mnt', 'net'].map((name) => readlinkSync(`/proc/${runner.process.pid}/ns/${name}`));
    return { isolated, shared: shared.outputLog.trim(), own };
  },

  /** What a task is charged for that does nothing, and where the runner and its launchers are meanwhile. */
  async charges() {
    const { resources } = await runner.run('nothing', ['/bin/true']);
    await runner.start('sleeper', ['/bin/sleep', '1000']);
    const cgroup = await onlyCgroup();
    const isSleeping = (pid) => pid !== '' && read('/proc', pid, 'comm') === 'sleep';
    await until(() => read(cgroup, 'cgroup.procs').split('\n').every(isSleeping));
    const inside = read(cgroup, 'cgroup.procs').split('\n');
    const names = inside.map((pid) => read('/proc', pid, 'comm'));
    await runner.ask('/task/sleeper', { method: 'DELETE' });
    return { resources, names };
  },

  async manyTasks() {
    const count = 200;
    const before = { processes: processes(), files: files().length };
    const tasks = Array.from({ length: count }, (_, i) => ({
      taskID: `many-${i}`,
      command: shell('echo out; echo err >&2'),
      cores: 0.1,
      memoryMB: 10,
    }));
    const { body } = await runner.post('/tasks', { tasks });
    const ids = tasks.map(({ taskID }) => taskID);
    for (const id of ids) await runner.task(id, 60);
    const ends = (await runner.ask('/tasks?finishedSince=0&prefix=many-')).body.items;
    await runner.post('/tasks/forget', { taskIDs: ids });
    await until(() => files().length === before.files);
    return {
      started: body.items.filter(({ status }) => status === 'started').length,
      succeeded: ends.filter(({ rc, outputBytes }) => rc === 0 && outputBytes === 4).length,
      left: {
        cgroups: tasksOf(base),
        files: files().length - before.files,
        processes: processes() - before.processes,
      },
      descriptors: readdirSync(`/proc/${runner.process.pid}/fd`).length,
    };
  },

  /** The runner's death, and what its next life finds. */
  async death() {
    const script = 'trap "" TERM; setsid sleep 1000 & sleep 1000';
    await runner.start('orphan', shell(script));
    const cgroup = await onlyCgroup();
    await until(() => read(cgroup, 'cgroup.procs').split('\n').length >= 3);
    await runner.kill();
    const begin = performance.now();
    const gone = await until(() => !populated(cgroup));
    const goneAfterMs = performance.now() - begin;
    const left = tasksOf(base);
    const next = await new Runner(root, CONFIG).up();
    const known = (await next.ask('/tasks')).body.items;
    const cleaned = tasksOf(base);
    await next.kill('SIGTERM');
    return { gone, goneAfterMs, left, known, cleaned, base: existsSync(base) };
  },

  /** Somewhere that is not the root of the hierarchy, as a service is. */
  async below() {
    const service = join(CGROUPS, `${PREFIX}-service`);
    const script = `mkdir -p ${service} && echo $$ > ${service}/cgroup.procs && exec "$@"`;
    const room = roomFor('below');
    const alone = await new Runner(room, {}, ['/bin/sh', '-c', script, 'sh']).up();
    const { rc } = await alone.run('x', ['/bin/true']);
    const where = read('/proc', String(alone.process.pid), 'cgroup');
    await alone.kill('SIGTERM');
    await alone.remove();
    return { service, rc, where };
  },
};

/** What tasks have written. */
function files() {
  const entries = readdirSync(join(root, 'storage', 'output'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile());
}

function processes() {
  return readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && existsSync(`/proc/${name}/cmdline`) && read('/proc', name, 'cmdline') !== '',
  ).length;
}

const wanted = process.argv.slice(3);
for (const [name, scenario] of Object.entries(scenarios)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const begin = performance.now();
  seen[name] = await scenario().catch((error) => ({ failed: String(error?.stack ?? error) }));
  seen[name].ms = Math.round(performance.now() - begin);
}
await runner.kill('SIGTERM').catch(() => undefined);
await runner.remove();
writeFileSync(process.argv[2], JSON.stringify({ ...seen, log: runner.log }));
process.exit(0);
