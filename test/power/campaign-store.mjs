/** What a power cut campaign appends: by the number of an append alone it is known what it holds. */
import { isDeepStrictEqual } from 'node:util';

const START = Date.UTC(2026, 0, 1);
/** Runs that every append goes on with; the first append submits them. */
const BASE_RUNS = 3;
/** Every so many appends a further run is submitted as well, with a definition of many pages. */
const SUBMISSION_EVERY = 8;
const DOCUMENT_LENGTH = 60_000;

/** The entries of append `n`, from 0. */
export function appendNumber(n) {
  if (n === 0) return baseRuns().map((runID) => submission(runID, '{}'));
  const entries = baseRuns().map((runID) => ({ runID, events: [finished(n - 1)], record: record(runID, n), taskName }));
  if (n % SUBMISSION_EVERY === 0) {
    const runID = BASE_RUNS + n / SUBMISSION_EVERY;
    entries.push(submission(runID, documentOf(runID)));
  }
  return entries;
}

/**
 * Opens the store and reads all of it: `{appends}` when it is exactly what the first so many appends left, `{wrong}` when
 * it is anything else. Rejects when the store refuses.
 */
export async function contentOf(logger) {
  const { nextRunID, records } = await logger.open();
  const tasks = records.length === 0 ? -1 : records[0].taskCount;
  const runs = tasks < 0 ? 0 : BASE_RUNS + Math.floor(tasks / SUBMISSION_EVERY);
  const ids = records.map(({ runID }) => runID).join();
  if (ids !== Array.from({ length: runs }, (_, i) => i + 1).join())
    return { wrong: `runs ${ids} after ${tasks} tasks` };
  if (nextRunID !== runs + 1) return { wrong: `the next run would be ${nextRunID} after ${runs}` };
  for (const listed of records) {
    const { runID } = listed;
    const { document, events } = await logger.read(runID);
    const read = [];
    for await (const chunk of events) read.push(...chunk);
    const isBase = runID <= BASE_RUNS;
    const count = isBase ? tasks : 0;
    const expected = [submitted(), ...Array.from({ length: count }, (_, task) => finished(task))];
    if (!same(listed, record(runID, count))) return { wrong: `the record of run ${runID}: ${JSON.stringify(listed)}` };
    if (document !== (isBase ? '{}' : documentOf(runID))) return { wrong: `the definition of run ${runID}` };
    if (!same(read, expected)) return { wrong: `${read.length} events of run ${runID}, not ${expected.length}` };
  }
  return { appends: tasks + 1 };
}

function baseRuns() {
  return Array.from({ length: BASE_RUNS }, (_, i) => i + 1);
}

function submission(runID, document) {
  return { runID, document, events: [submitted()], record: record(runID, 0), taskName };
}

function documentOf(runID) {
  return JSON.stringify({ run: runID, text: String(runID % 10).repeat(DOCUMENT_LENGTH) });
}

function submitted() {
  return { type: 'submitted', time: START };
}

function finished(task) {
  const time = START + task;
  const bytes = { outputBytes: task, errorBytes: 0, truncated: false };
  const result = { outcome: { cause: 'exit', rc: 0 }, startTime: time, stopTime: time, ...bytes, executorLog: '' };
  return { type: 'attempt-finished', time, task, attempt: 1, result, next: { state: 'COMPLETED' } };
}

function record(runID, tasks) {
  const taskCounts = { QUEUED: 0, RUNNING: 0, RETRY: 0, COMPLETED: tasks, ERRORED: 0, KILLED: 0 };
  const times = { submitTime: START, lastUpdate: START + tasks };
  return { runID, tag: '', pool: 'default', state: 'RUNNING', ...times, taskCount: tasks, taskCounts };
}

function taskName(task) {
  return `task_${task}`;
}

function same(one, other) {
  return isDeepStrictEqual(one, other);
}
