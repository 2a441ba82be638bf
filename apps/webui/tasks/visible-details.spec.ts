import type { TaskSummary } from '#wire/task';
import { columnsOf } from './columns-of';
import { TaskColumns } from './task-columns';
import { VisibleDetails } from './visible-details';

const waiting = (name: string): TaskSummary => ({
  name,
  template: 't',
  state: 'QUEUED',
  attempts: 0,
  startTime: null,
  stopTime: null,
  rc: null,
  cause: null,
  waitingFor: { code: 'parents', message: `${name} waits` },
});

describe('what only the server can say of rows in sight', () => {
  let columns: TaskColumns;
  let asked: (readonly string[])[];
  let answered: () => void;
  let meanwhile: () => void;
  let details: VisibleDetails;

  beforeEach(() => {
    jest.useFakeTimers();
    columns = new TaskColumns();
    columns.put(
      columnsOf([
        ['t_1', 'QUEUED'],
        ['t_2', 'COMPLETED', 5],
        ['t_3', 'QUEUED'],
      ]),
    );
    asked = [];
    answered = jest.fn();
    meanwhile = () => undefined;
    details = new VisibleDetails(
      () => columns,
      (names) => {
        asked.push(names);
        meanwhile();
        return Promise.resolve(names.map(waiting));
      },
      answered,
    );
  });
  afterEach(() => {
    details.close();
    jest.useRealTimers();
  });

  it('is asked for those that wait, once, and again when something happened', async () => {
    details.look([0, 1, 9]);
    details.look([0, 1]);
    await jest.advanceTimersByTimeAsync(2_000);
    expect([asked, details.waitingFor('t_1'), details.waitingFor('t_3')]).toEqual([[['t_1']], 't_1 waits', '']);
    expect(answered).toHaveBeenCalledTimes(1);
    details.look([1, 2]);
    await jest.advanceTimersByTimeAsync(2_000);
    for (let i = 0; i < 100; i++) {
      details.happened();
      await jest.advanceTimersByTimeAsync(10);
    }
    expect(asked.length).toBeLessThanOrEqual(5);
    expect(asked.slice(1)).toEqual(asked.slice(1).map(() => ['t_3']));
  });

  it('leaves alone what an event has told meanwhile', async () => {
    const event = { type: 'task', time: '2026-11-20T08:00:04.180Z', runID: 1, task: 't_1' } as const;
    meanwhile = () => {
      meanwhile = () => undefined;
      columns.apply({ ...event, state: 'RUNNING', attempt: 1 });
    };
    details.look([0]);
    await jest.advanceTimersByTimeAsync(100);
    expect(columns.at(0).state).toBe('RUNNING');
  });
});
