/**
 * Appends until it is killed: two new runs, then appends of one task for the first and three for the second. After each
 * append that was acknowledged it prints how many there were. Argument: a LoggerOrigin as JSON.
 */
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { createStateLogger } = require('../../../dist/libs/state/registry.js');

const { name, config, dataDir } = JSON.parse(process.argv[2]);
const logger = createStateLogger(name, config, { dataDir, log: () => undefined });
const { nextRunID } = await logger.open();
const START = Date.UTC(2026, 0, 1);

function record(runID, completed) {
  const taskCounts = { QUEUED: 0, RUNNING: 0, RETRY: 0, COMPLETED: completed, ERRORED: 0, KILLED: 0 };
  const times = { submitTime: START, lastUpdate: START + completed };
  return { runID, tag: '', pool: 'default', state: 'RUNNING', ...times, taskCount: completed, taskCounts };
}

function finished(task) {
  const time = START + task;
  const bytes = { outputBytes: 0, errorBytes: 0, truncated: false };
  const result = { outcome: { cause: 'exit', rc: 0 }, startTime: time, stopTime: time, ...bytes, executorLog: '' };
  return { type: 'attempt-finished', time, task, attempt: 1, result, next: { state: 'COMPLETED' } };
}

const [one, three] = [nextRunID, nextRunID + 1];
const submitted = [{ type: 'submitted', time: START }];
const taskName = (task) => `task_${task}`;
await logger.append(
  [one, three].map((runID) => ({ runID, document: '{}', events: submitted, record: record(runID, 0), taskName })),
);
for (let n = 0; ; n++) {
  const events = [finished(3 * n), finished(3 * n + 1), finished(3 * n + 2)];
  await logger.append([
    { runID: one, events: [finished(n)], record: record(one, n + 1), taskName },
    { runID: three, events, record: record(three, 3 * n + 3), taskName },
  ]);
  writeSync(1, `${n + 1}\n`);
}
