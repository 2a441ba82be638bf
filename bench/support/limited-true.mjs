/**
 * Inside a guest, as root: `/bin/true` with a core and 64 MiB, 100 processes at most, and PID and mount namespaces of its own, by
 * daggyr and by crun in turns. Prints { owns, rivals }: milliseconds from start to end. Argument 1: how many of each.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Pool } from 'undici';
import { startDaggyr } from './daggyr.mjs';
import { rounds } from './figures.mjs';

const CORES = 1;
const MEMORY_MB = 64;
const MOST_PROCESSES = 100;
/** Those that compile what is compiled later. */
const WARM_UP = 10;

/** A bundle as crun wants it: the guest's own files, and no mount but /proc. */
function bundle() {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  mkdirSync(join(folder, 'rootfs'));
  // Its root must be a mount of its own.
  execFileSync('mount', ['--rbind', '/', join(folder, 'rootfs')]);
  const bytes = MEMORY_MB * 1024 * 1024;
  const config = {
    ociVersion: '1.0.0',
    process: {
      args: ['/bin/true'],
      cwd: '/',
      env: ['PATH=/usr/bin:/bin'],
      user: { uid: 0, gid: 0 },
      noNewPrivileges: true,
    },
    root: { path: 'rootfs' },
    mounts: [{ destination: '/proc', type: 'proc', source: 'proc' }],
    linux: {
      namespaces: [{ type: 'pid' }, { type: 'mount' }],
      resources: {
        cpu: { quota: CORES * 100_000, period: 100_000 },
        memory: { limit: bytes, swap: bytes },
        pids: { limit: MOST_PROCESSES },
      },
    },
  };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  return folder;
}

/** crun as a shell starts it. */
function rival() {
  const crun = 'crun --cgroup-manager=cgroupfs --root=/run/crun run';
  const loop = `while read -r id; do ${crun} "$id"; echo $?; done`;
  const shell = spawn('/bin/sh', ['-c', loop], { cwd: bundle(), stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface(shell.stdout)[Symbol.asyncIterator]();
  let containers = 0;
  const run = async () => {
    const begun = performance.now();
    shell.stdin.write(`true-${++containers}\n`);
    const { value: rc } = await answers.next();
    if (rc !== '0') throw new Error(`crun ended with ${rc}`);
    return performance.now() - begun;
  };
  return { run, close: () => shell.stdin.end() };
}

/** daggyr as daggyd uses it: the order is sent while a request waits for whatever ends next. */
function own(url) {
  const client = new Pool(url);
  const ask = async (method, path, body) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await client.request({
      method,
      path: `/api/v1${path}`,
      headers,
      body: body && JSON.stringify(body),
    });
    return answer.body.json();
  };
  let closed = false;
  const nextEnd = (finished) =>
    ask('GET', `/tasks?finishedSince=${finished}&wait=60`).catch((error) => {
      if (!closed) throw error;
    });
  let tasks = 0;
  let end = nextEnd(0);
  const run = async () => {
    const taskID = `true-${++tasks}`;
    const order = { taskID, command: ['/bin/true'], cores: CORES, memoryMB: MEMORY_MB, pidsMax: MOST_PROCESSES };
    const begun = performance.now();
    const [answer, { finished, items }] = await Promise.all([ask('POST', '/tasks', { tasks: [order] }), end]);
    const took = performance.now() - begun;
    if (items[0]?.cause !== 'exit' || items[0].rc !== 0) throw new Error(JSON.stringify({ answer, items }));
    await ask('POST', '/tasks/forget', { taskIDs: [taskID] });
    end = nextEnd(finished);
    return took;
  };
  const close = () => {
    closed = true;
    return client.destroy();
  };
  return { run, close };
}

const count = Number(process.argv[2]);
const daggyr = await startDaggyr({ isolation: { cgroup: true, pid: true, mount: true } });
const ours = own(daggyr.url);
const crun = rival();
await rounds(WARM_UP, ours.run, crun.run);
console.log(JSON.stringify(await rounds(count, ours.run, crun.run)));
crun.close();
await ours.close();
await daggyr.stop();
