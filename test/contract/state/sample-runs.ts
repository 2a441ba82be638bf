import { isDeepStrictEqual } from 'node:util';
import type { LogEntry, StoredRun } from '#dag/ports/state-logger';
import type { RunEvent } from '#dag/run/events';
import type { RunRecord } from '#dag/run/run-record';

export const START = Date.UTC(2026, 0, 1);

export function record(runID: number, changes: Partial<RunRecord> = {}): RunRecord {
  return {
    runID,
    tag: '',
    pool: 'default',
    state: 'RUNNING',
    submitTime: START,
    startTime: START + 1,
    lastUpdate: START + 1,
    taskCount: 6,
    taskCounts: { QUEUED: 1, RUNNING: 2, RETRY: 3, COMPLETED: 4, ERRORED: 5, KILLED: 6 },
    ...changes,
  };
}

function taskName(task: number): string {
  return `task_${task}`;
}

/** The first entry of a run. */
export function submission(runID: number, document = `{"run":${runID}}`, changes: Partial<RunRecord> = {}): LogEntry {
  const events: RunEvent[] = [{ type: 'submitted', time: START }];
  const queued = record(runID, { state: 'QUEUED', startTime: undefined, ...changes });
  return { runID, document, events, record: queued, taskName };
}

/** A later entry. */
export function progress(runID: number, events: readonly RunEvent[], changes: Partial<RunRecord> = {}): LogEntry {
  return { runID, events, record: record(runID, changes), taskName };
}

/** Two events for each task, numbered from `first`. */
export function taskEvents(first: number, tasks: number): RunEvent[] {
  return Array.from({ length: tasks }, (_, i) => oneTask(first + i)).flat();
}

function oneTask(task: number): RunEvent[] {
  const time = START + task * 3;
  const result = {
    outcome: { cause: 'exit' as const, rc: task % 7 === 0 ? 1 : 0 },
    startTime: time + 1,
    stopTime: time + 2,
    outputBytes: task,
    errorBytes: 0,
    truncated: false,
    executorLog: task % 11 === 0 ? 'on "host" é\ud83d\ude00' : '',
    resources: { cpuSeconds: task / 1000 },
  };
  return [
    { type: 'attempt-started', time, task, attempt: 1 },
    { type: 'attempt-finished', time: time + 2, task, attempt: 1, result, next: { state: 'COMPLETED' } },
  ];
}

const NOTHING_WRITTEN = { startTime: START + 9, stopTime: START + 9, outputBytes: 0, errorBytes: 0, truncated: false };

/** At least one of every kind, with texts that are hard to store. */
export const EVERY_KIND: readonly RunEvent[] = [
  { type: 'run-state', time: START + 1, state: 'RUNNING' },
  ...taskEvents(0, 1),
  { type: 'attempt-started', time: START + 5, task: 1, attempt: 1 },
  {
    type: 'attempt-finished',
    time: START + 9,
    task: 1,
    attempt: 1,
    result: {
      ...NOTHING_WRITTEN,
      outcome: { cause: 'spawn-error', rc: 127 },
      executorLog: 'no "x\\y"\n\u0000\ud800\u2028',
      resources: { maxRssMB: 0.1 + 0.2, pagesRead: 4 },
    },
    next: { state: 'RETRY', retryAt: START + 5_000 },
  },
  {
    type: 'attempt-finished',
    time: START + 9,
    task: 2,
    attempt: 5,
    result: { ...NOTHING_WRITTEN, outcome: { cause: 'lost' }, executorLog: '' },
    next: { state: 'ERRORED' },
  },
  { type: 'tasks-added', time: START + 10, generator: 0, document: '{"more": "\u{1f600}\udc00"}' },
  { type: 'task-stopping', time: START + 11, task: 3 },
  { type: 'tasks-killed', time: START + 11, tasks: [[3, 3]] },
  { type: 'run-stopping', time: START + 12 },
  { type: 'run-state', time: START + 12, state: 'KILLED' },
  {
    type: 'tasks-reset',
    time: START + 13,
    tasks: [
      [1, 1],
      [3, 400_000],
    ],
  },
  { type: 'tasks-completed', time: START + 14, tasks: [[1, 1]] },
];

export async function eventsOf(run: StoredRun): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const chunk of run.events) for (const event of chunk) events.push(event);
  return events;
}

/** As `toEqual`, which takes seconds for 100,000 of them. */
export function expectEvents(actual: readonly RunEvent[], expected: readonly RunEvent[]): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected);
}
