// How many processes per second does the launcher start, compared with `make -j2` on the same 10,000 commands?
//
// usage: node bench/launcher.mjs [ROUNDS] [TASKS] [SLOTS]
//
// Runs both in turn and prints the ratios of their median times and CPU times; the latter also means something on a
// machine that has other work to do.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { AttemptProcesses } = require('../dist/libs/executors/process/attempt-processes.js');

const [rounds = 5, tasks = 10_000, slots = 10] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'daggy-bench-'));
const COMMAND = ['/bin/true'];
const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK']));

const names = Array.from({ length: tasks }, (_, i) => `t${i}`);
const makefile = join(folder, 'Makefile');
writeFileSync(
  makefile,
  `all: ${names.join(' ')}\n${names.map((name) => `${name}:\n\t@${COMMAND.join(' ')}\n`).join('')}`,
);

/** CPU seconds that a process has used itself, and its children that have ended. */
function cpuOf(pid) {
  const [, rest] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user, system, childrenUser, childrenSystem] = rest.split(' ').slice(11, 15).map(Number);
  return { own: (user + system) / TICKS_PER_SECOND, children: (childrenUser + childrenSystem) / TICKS_PER_SECOND };
}

function difference(after, before) {
  return { own: after.own - before.own, children: after.children - before.children };
}

/** Pids of the launchers at work below a folder: the holders of their locks. */
function pidsOfLaunchers(folder) {
  const holders = readFileSync('/proc/locks', 'utf8').split('\n');
  return readdirSync(folder).map((lane) => {
    const { ino } = statSync(join(folder, lane, 'lock'));
    return Number(holders.find((line) => line.includes(`:${ino} `)).split(/\s+/)[4]);
  });
}

/** CPU seconds of several processes together. */
function cpuOfAll(pids) {
  const all = pids.map(cpuOf);
  const sum = (part) => all.reduce((total, cpu) => total + cpu[part], 0);
  return { own: sum('own'), children: sum('children') };
}

function runMake() {
  const begun = performance.now();
  const before = cpuOf('self');
  const { status } = spawnSync('make', ['-s', '-j2', '-f', makefile]);
  if (status !== 0) throw new Error('make failed');
  return { seconds: (performance.now() - begun) / 1000, cpu: difference(cpuOf('self'), before).children };
}

async function runLauncher(round) {
  let done;
  let ended = 0;
  let next = 0;
  const allDone = new Promise((resolve) => (done = resolve));
  const order = () => ({
    runID: round,
    task: next++,
    attempt: 1,
    command: COMMAND,
    environment: ['DAGGY_RUN_ID=1', `DAGGY_TASK_NAME=t${next}`, 'DAGGY_TEMPLATE=t', 'DAGGY_ATTEMPT=1'],
    workDir: '',
    userID: -1,
  });
  const launcherFolder = join(folder, `launcher-${round}`);
  const settings = {
    onDisconnect: 'keep',
    owner: 1,
    outputRoot: join(folder, 'output'),
    maxOutputBytes: 1e7,
    stopGraceMs: 5000,
  };
  const processes = new AttemptProcesses(
    { folder: launcherFolder, slots, settings, log: console.error },
    {
      finished: (results) => {
        ended += results.length;
        for (const { result } of results) if (result.outcome.rc !== 0) throw new Error(JSON.stringify(result));
        processes.acknowledge(results.map(({ key }) => key));
        const orders = [];
        for (let i = 0; i < results.length && next < tasks; i++) orders.push(order());
        if (orders.length > 0) processes.start(orders);
        if (ended === tasks) done();
      },
      slotFreed: () => {},
    },
  );
  await processes.open();
  const pids = pidsOfLaunchers(launcherFolder);
  const before = { client: cpuOf('self'), launchers: cpuOfAll(pids) };
  const begun = performance.now();
  processes.start(Array.from({ length: slots }, order));
  await allDone;
  const seconds = (performance.now() - begun) / 1000;
  const ofLauncher = difference(cpuOfAll(pids), before.launchers);
  const client = difference(cpuOf('self'), before.client).own;
  const cpu = { client, launcher: ofLauncher.own, tasks: ofLauncher.children };
  await processes.close('stop');
  return { seconds, cpu };
}

const medianOf = (runs, value) => runs.map(value).sort((a, b) => a - b)[Math.floor(runs.length / 2)];
const rate = ({ seconds }) => Math.round(tasks / seconds);
const perTask = (seconds) => `${Math.round((seconds / tasks) * 1e6)} us`;

const makes = [];
const launchers = [];
for (let round = 1; round <= rounds; round++) {
  const make = runMake();
  const launcher = await runLauncher(round);
  makes.push(make);
  launchers.push(launcher);
  const { cpu } = launcher;
  const total = cpu.tasks + cpu.launcher + cpu.client;
  console.log(
    `round ${round}: make ${rate(make)}/s, CPU ${perTask(make.cpu)} a task; launcher ${rate(launcher)}/s, CPU ${perTask(total)}` +
      ` = tasks ${perTask(cpu.tasks)} + launcher ${perTask(cpu.launcher)} + client ${perTask(cpu.client)}`,
  );
}
const time = ({ seconds }) => seconds;
console.log(`medians: make ${medianOf(makes, time).toFixed(2)} s, launcher ${medianOf(launchers, time).toFixed(2)} s`);
console.log(`ratio launcher / make: ${(medianOf(launchers, time) / medianOf(makes, time)).toFixed(2)}`);
const used = ({ cpu }) => (typeof cpu === 'number' ? cpu : cpu.tasks + cpu.launcher + cpu.client);
console.log(`ratio of CPU time: ${(medianOf(launchers, used) / medianOf(makes, used)).toFixed(2)}`);
rmSync(folder, { recursive: true, force: true });
