import type { Event } from '#wire/event';
import { type Cause, CAUSES, TASK_STATES, type TaskState } from '#wire/states';
import type { TaskSummary } from '#wire/task';
import type { TaskColumns as WireColumns } from '#wire/task-columns';
import { grown } from './grown';

const NO_RC = -1;
const NO_CAUSE = 255;
export type TaskEvent = Extract<Event, { type: 'task' }>;

/** What is shown of a task beside its name and state. Times are milliseconds since 1970; NaN: none. */
export interface TaskFacts {
  readonly name: string;
  readonly template: string;
  readonly state: TaskState;
  readonly attempts: number;
  readonly start: number;
  readonly stop: number;
  readonly rc: number | null;
  readonly cause: Cause;
}

/**
 * What is known of a run's tasks, as columns: a hundred thousand objects would be slow to filter and to sort. A row is a
 * task's place in the order in which they were put here; it stays.
 */
export class TaskColumns {
  count = 0;
  readonly name: string[] = [];
  template = new Uint32Array(0);
  /** Index into TASK_STATES. */
  state = new Uint8Array(0);
  attempts = new Uint32Array(0);
  start = new Float64Array(0);
  stop = new Float64Array(0);
  private rc = new Int32Array(0);
  private cause = new Uint8Array(0);
  /** 1: times come from an event, which tells them a few ms off. */
  rough = new Uint8Array(0);
  readonly templates: string[] = [];
  /** By index into TASK_STATES. */
  readonly counts = new Int32Array(TASK_STATES.length);
  private readonly rows = new Map<string, number>();
  private readonly templatePlaces = new Map<string, number>();

  /** Rows from `first` on. */
  put({ first, taskCount, templates, states, causes, tasks }: WireColumns): void {
    const places = templates.map((name) => this.templatePlace(name));
    const stateCodes = states.map((state) => TASK_STATES.indexOf(state));
    const causeCodes = causes.map((cause) => CAUSES.indexOf(cause));
    this.makeRoom(taskCount);
    for (let i = 0; i < tasks.name.length; i++) {
      const row = first + i;
      this.enter(row, tasks.name[i], places[tasks.template[i]]);
      const cause = tasks.cause[i];
      this.set(row, stateCodes[tasks.state[i]], tasks.attempts[i]);
      this.start[row] = tasks.startTime[i] ?? NaN;
      this.stop[row] = tasks.stopTime[i] ?? NaN;
      this.rc[row] = tasks.rc[i] ?? NO_RC;
      this.cause[row] = cause === null ? NO_CAUSE : causeCodes[cause];
      this.rough[row] = 0;
    }
  }

  /** A task that is new gets the next row. */
  putSummary({ name, template, state, attempts, startTime, stopTime, rc, cause }: TaskSummary): void {
    const row = this.rows.get(name) ?? this.count;
    if (row === this.count) {
      this.makeRoom(row + 1);
      this.enter(row, name, this.templatePlace(template));
    }
    this.set(row, TASK_STATES.indexOf(state), attempts);
    this.start[row] = startTime === null ? NaN : Date.parse(startTime);
    this.stop[row] = stopTime === null ? NaN : Date.parse(stopTime);
    this.rc[row] = rc ?? NO_RC;
    this.cause[row] = cause === null ? NO_CAUSE : CAUSES.indexOf(cause);
    this.rough[row] = 0;
  }

  /** Returns the row, or -1 when it is not here or already newer. */
  apply({ task, state, attempt, time, rc, cause }: TaskEvent): number {
    const row = this.rows.get(task);
    if (row === undefined || isOld(state, attempt, this.attempts[row])) return -1;
    this.set(row, TASK_STATES.indexOf(state), attempt);
    this.rough[row] = 1;
    if (state === 'RUNNING') {
      this.start[row] = Date.parse(time);
      this.stop[row] = NaN;
      this.rc[row] = NO_RC;
      this.cause[row] = NO_CAUSE;
    } else if (cause != null) {
      this.stop[row] = Date.parse(time);
      this.rc[row] = rc ?? NO_RC;
      this.cause[row] = CAUSES.indexOf(cause);
    }
    return row;
  }

  find(name: string): number | undefined {
    return this.rows.get(name);
  }

  at(row: number): TaskFacts {
    return {
      name: this.name[row],
      template: this.templates[this.template[row]],
      state: TASK_STATES[this.state[row]],
      attempts: this.attempts[row],
      start: this.start[row],
      stop: this.stop[row],
      rc: this.rc[row] === NO_RC ? null : this.rc[row],
      cause: CAUSES[this.cause[row]] ?? null,
    };
  }

  /** Milliseconds that the last attempt took, or has taken; NaN when there was none. */
  duration(row: number, now: number): number {
    const stop = this.stop[row];
    return (Number.isNaN(stop) ? now : stop) - this.start[row];
  }

  private enter(row: number, name: string, template: number): void {
    this.template[row] = template;
    if (row < this.count) return;
    this.name[row] = name;
    this.rows.set(name, row);
    this.counts[this.state[row]]++;
    this.count = row + 1;
  }

  private set(row: number, state: number, attempts: number): void {
    this.counts[this.state[row]]--;
    this.counts[state]++;
    this.state[row] = state;
    this.attempts[row] = attempts;
  }

  private makeRoom(count: number): void {
    this.template = grown(this.template, count);
    this.state = grown(this.state, count);
    this.attempts = grown(this.attempts, count);
    this.start = grown(this.start, count);
    this.stop = grown(this.stop, count);
    this.rc = grown(this.rc, count);
    this.cause = grown(this.cause, count);
    this.rough = grown(this.rough, count);
  }

  private templatePlace(name: string): number {
    let place = this.templatePlaces.get(name);
    if (place === undefined) {
      place = this.templates.push(name) - 1;
      this.templatePlaces.set(name, place);
    }
    return place;
  }
}

/** An event may come after an answer that knew more already. An attempt's start is told once. */
function isOld(state: TaskState, attempt: number, known: number): boolean {
  return state === 'RUNNING' ? attempt <= known : attempt < known;
}
