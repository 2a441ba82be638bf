import type { RunEvent } from '#dag/run/events';
import type { RunRecord } from '#dag/run/run-record';
import { eventLine } from './event-line';
import { rfc3339 } from './rfc3339';

const record: RunRecord = {
  runID: 7,
  tag: 'a "tag"\n\ud800',
  pool: 'default',
  state: 'RUNNING',
  submitTime: 0,
  lastUpdate: 0,
  taskCount: 3,
  taskCounts: { QUEUED: 3, RUNNING: 0, RETRY: 0, COMPLETED: 0, ERRORED: 0, KILLED: 0 },
};
const time = Date.UTC(2026, 9, 14, 17, 46, 40, 7);
const head = { time: '2026-10-14T17:46:40.007Z', runID: 7 };
const result = {
  startTime: time + 1,
  stopTime: time + 999,
  outputBytes: 5,
  errorBytes: 6,
  truncated: true,
};
const shown = { ...result, startTime: '2026-10-14T17:46:40.008Z', stopTime: '2026-10-14T17:46:41.006Z' };

const CASES: [RunEvent, object][] = [
  [
    { type: 'submitted', time },
    { tag: record.tag, pool: 'default', taskCount: 3 },
  ],
  [{ type: 'run-state', time, state: 'PAUSED' }, { state: 'PAUSED' }],
  [{ type: 'run-stopping', time }, {}],
  [{ type: 'tasks-added', time, generator: 2, document: '{}' }, { generator: 2 }],
  [
    { type: 'attempt-started', time, task: 1, attempt: 2 },
    { task: 1, attempt: 2 },
  ],
  [
    {
      type: 'attempt-finished',
      time,
      task: 1,
      attempt: 2,
      result: {
        ...result,
        outcome: { cause: 'oom', rc: 137 },
        executorLog: 'on "a"\n',
        resources: { cpuSeconds: 0.5, x: 1 },
      },
      next: { state: 'RETRY', retryAt: time + 1000 },
    },
    {
      ...shown,
      task: 1,
      attempt: 2,
      state: 'RETRY',
      retryAt: '2026-10-14T17:46:41.007Z',
      cause: 'oom',
      rc: 137,
      executorLog: 'on "a"\n',
      resources: { cpuSeconds: 0.5, x: 1 },
    },
  ],
  [
    {
      type: 'attempt-finished',
      time,
      task: 1,
      attempt: 2,
      result: { ...result, outcome: { cause: 'lost' }, executorLog: '' },
      next: { state: 'ERRORED' },
    },
    { ...shown, task: 1, attempt: 2, state: 'ERRORED', cause: 'lost', executorLog: '' },
  ],
  [{ type: 'task-stopping', time, task: 1 }, { task: 1 }],
  [{ type: 'tasks-reset', time, tasks: [[0, 2]] }, { tasks: [[0, 2]] }],
  [{ type: 'tasks-killed', time, tasks: [] }, { tasks: [] }],
  [{ type: 'tasks-completed', time, tasks: [[1, 1]] }, { tasks: [[1, 1]] }],
];

describe('eventLine', () => {
  it.each(CASES)('%j', (event, details) => {
    const line = eventLine(event, record);
    expect(line.endsWith('}\n')).toBe(true);
    expect(JSON.parse(line)).toEqual({ ...head, event: event.type, ...details });
  });
});

describe('rfc3339', () => {
  it.each([0, 7, 999, 1000, 59_999, time, time + 990, time, -1, -1000, 253402300799999])('%d', (ms) => {
    expect(rfc3339(ms)).toBe(new Date(ms).toISOString());
  });

  it('cuts off fractions of a millisecond', () => {
    expect(rfc3339(1.9)).toBe('1970-01-01T00:00:00.001Z');
  });
});
