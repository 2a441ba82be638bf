// How many processes per second does the launcher start, compared with `make -j2` on the same 10,000 commands?
//
// usage: node bench/launcher.mjs [ROUNDS] [TASKS] [SLOTS]
//
// Runs both in turn and prints the ratio of their median times. CPU time is split into what the launcher and its client
// (this process) use themselves, and the rest: the tasks, and the kernel's work for them.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** CPU seconds that a process has used itself. */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function pidOfLauncher(launcherFolder) {
  const holders = readFileSync('/proc/locks', 'utf8').split('\n');
  const inode = execFileSync('stat', ['-c', '%i', join(launcherFolder, 'lock')], { encoding: 'utf8' }).trim();
  return Number(holders.find((line) => line.includes(`:${inode} `)).split(/\s+/)[4]);
}

function runMake() {
  const begun = performance.now();
  const { status } = spawnSync('make', ['-s', '-j2', '-f', makefile]);
  if (status !== 0) throw new Error('make failed');
  return (performance.now() - begun) / 1000;
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
  const settings = { onDisconnect: 'keep', outputRoot: join(folder, 'output'), maxOutputBytes: 1e7, stopGraceMs: 5000 };
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
  const launcher = pidOfLauncher(launcherFolder);
  const cpuBefore = { own: process.cpuUsage(), launcher: cpuOf(launcher) };
  const begun = performance.now();
  processes.start(Array.from({ length: slots }, order));
  await allDone;
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore.own);
  const cpu = { client: (user + system) / 1e6, launcher: cpuOf(launcher) - cpuBefore.launcher };
  await processes.close('stop');
  return { seconds, cpu };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const perTask = (seconds) => `${Math.round((seconds / tasks) * 1e6)} us`;

const makes = [];
const launchers = [];
for (let round = 1; round <= rounds; round++) {
  makes.push(runMake());
  const { seconds, cpu } = await runLauncher(round);
  launchers.push(seconds);
  const rates = `make ${Math.round(tasks / makes.at(-1))}/s, launcher ${Math.round(tasks / seconds)}/s`;
  console.log(
    `round ${round}: ${rates}; CPU per task: launcher ${perTask(cpu.launcher)}, client ${perTask(cpu.client)}`,
  );
}
console.log(`medians: make ${median(makes).toFixed(2)} s, launcher ${median(launchers).toFixed(2)} s`);
console.log(`ratio launcher / make: ${(median(launchers) / median(makes)).toFixed(2)}`);
rmSync(folder, { recursive: true, force: true });
