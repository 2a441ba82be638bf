/**
 * What does it cost to record a task, and how many events per second can a state logger take?
 * SqliteLogger (synchronous=full) against OStreamLogger writing to /dev/null; every task is two events, every append one
 * entry of one run, appended one after the other. Medians of five rounds or more.
 *
 *   npm run build && node bench/state.mjs [rounds]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { createStateLogger } = require('../dist/libs/state/registry.js');

const ROUNDS = Math.max(5, Number(process.argv[2] ?? 5));
const APPENDS = { 1: 2_000, 10: 1_000, 100: 400, 1000: 100 };
const START = Date.UTC(2026, 0, 1);
const DOCUMENT = JSON.stringify({ tasks: { work: { job: { command: ['/bin/true'] } } } });

const taskName = (task) => `task_${task}`;

function record(runID, taskCount, completed) {
  const taskCounts = {
    QUEUED: taskCount - completed,
    RUNNING: 0,
    RETRY: 0,
    COMPLETED: completed,
    ERRORED: 0,
    KILLED: 0,
  };
  const time = START + completed;
  return {
    runID,
    tag: 'bench',
    pool: 'default',
    state: 'RUNNING',
    submitTime: START,
    lastUpdate: time,
    taskCount,
    taskCounts,
  };
}

/** As a forking executor reports it. */
function taskEvents(task) {
  const time = START + task;
  const result = {
    outcome: { cause: 'exit', rc: 0 },
    startTime: time + 1,
    stopTime: time + 4,
    outputBytes: 1234,
    errorBytes: 0,
    truncated: false,
    executorLog: '',
    resources: { cpuSeconds: 0.012, maxRssMB: 3.4 },
  };
  return [
    { type: 'attempt-started', time, task, attempt: 1 },
    { type: 'attempt-finished', time: time + 5, task, attempt: 1, result, next: { state: 'COMPLETED' } },
  ];
}

function makeBatches(batch, appends) {
  return Array.from({ length: appends }, (_, n) => {
    const events = Array.from({ length: batch }, (_, i) => taskEvents(n * batch + i)).flat();
    return [{ runID: 1, events, record: record(1, batch * appends, (n + 1) * batch), taskName }];
  });
}

/** Microseconds: of wall time, of CPU of the whole process, and of the calling thread alone, for each task. */
async function measure(name, config, batch) {
  const dataDir = mkdtempSync(join(tmpdir(), 'daggy-bench-'));
  const logger = createStateLogger(name, config, { dataDir });
  await logger.open();
  const batches = makeBatches(batch, APPENDS[batch]);
  const submitted = [{ type: 'submitted', time: START }];
  await logger.append([{ runID: 1, document: DOCUMENT, events: submitted, record: record(1, 1, 0), taskName }]);
  const latencies = [];
  const cpu = process.cpuUsage();
  const loop = performance.eventLoopUtilization();
  const start = performance.now();
  for (const entries of batches) {
    const before = performance.now();
    await logger.append(entries);
    latencies.push(performance.now() - before);
  }
  const wall = performance.now() - start;
  const { active } = performance.eventLoopUtilization(loop);
  const { user, system } = process.cpuUsage(cpu);
  await logger.close();
  rmSync(dataDir, { recursive: true });
  const tasks = batch * APPENDS[batch];
  latencies.sort((a, b) => a - b);
  return {
    eventsPerSecond: (2000 * tasks) / wall,
    wall: (1000 * wall) / tasks,
    cpu: (user + system) / tasks,
    caller: (1000 * active) / tasks,
    latency: latencies[latencies.length >> 1],
    p99: latencies[Math.floor(latencies.length * 0.99)],
    worst: latencies.at(-1),
  };
}

function medians(rounds) {
  return Object.fromEntries(
    Object.keys(rounds[0]).map((key) => [
      key,
      rounds.map((round) => round[key]).sort((a, b) => a - b)[rounds.length >> 1],
    ]),
  );
}

const LOGGERS = [
  ['SqliteLogger', { file: 'daggy.db', synchronous: 'full' }],
  ['OStreamLogger', { file: '/dev/null' }],
];

const rows = [];
for (const batch of Object.keys(APPENDS).map(Number)) {
  const rounds = LOGGERS.map(() => []);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [i, [name, config]] of LOGGERS.entries()) {
      const figures = await measure(name, config, batch);
      // The first round warms up.
      if (round > 0) rounds[i].push(figures);
    }
  }
  const both = rounds.map(medians);
  for (const [i, [name]] of LOGGERS.entries()) {
    const figures = both[i];
    rows.push({
      logger: name,
      'tasks/append': batch,
      'events/s': Math.round(figures.eventsPerSecond),
      'us wall/task': Number(figures.wall.toFixed(2)),
      'us CPU/task': Number(figures.cpu.toFixed(2)),
      'us caller/task': Number(figures.caller.toFixed(2)),
      'ms/append': Number(figures.latency.toFixed(3)),
      'ms p99': Number(figures.p99.toFixed(3)),
      'ms worst': Number(figures.worst.toFixed(3)),
      'times OStream': Number((figures.wall / both[1].wall).toFixed(1)),
    });
  }
}
console.table(rows);
