import { withRoom } from './growable';
import { CAUSES, type AttemptResult, type Cause, type Resources } from './outcome';

const NONE = -1;
const NO_CAUSE = 255;

/** One attempt, as people read it. Times are ms since the epoch; what is not known yet is absent. */
export interface Attempt {
  readonly task: number;
  readonly attempt: number;
  readonly startTime: number;
  readonly stopTime?: number;
  readonly rc?: number;
  readonly cause?: Cause;
  readonly outputBytes: number;
  readonly errorBytes: number;
  readonly truncated: boolean;
  readonly executorLog: string;
  readonly resources: Resources;
}

/** All attempts of a run in the order they were started, as columns: about 60 bytes each. */
export class AttemptTable {
  count = 0;
  task = new Uint32Array(0);
  private number = new Uint32Array(0);
  private startTime = new Float64Array(0);
  /** 0 while it runs. */
  private stopTime = new Float64Array(0);
  private rc = new Int16Array(0);
  private cause = new Uint8Array(0);
  private outputBytes = new Float64Array(0);
  private errorBytes = new Float64Array(0);
  private truncated = new Uint8Array(0);
  /** NaN when not measured. */
  private cpuSeconds = new Float32Array(0);
  private maxRssMB = new Float32Array(0);
  /** Row of the task's attempt before this one, or -1. */
  private previous = new Int32Array(0);
  /** Place in `texts`. */
  private log = new Uint32Array(0);
  private readonly texts: string[] = [''];
  private readonly textPlaces = new Map<string, number>([['', 0]]);
  private readonly otherResources = new Map<number, Resources>();

  /** Returns the new row. */
  start(task: number, attempt: number, time: number, previous: number): number {
    const row = this.count++;
    this.makeRoom(this.count);
    this.task[row] = task;
    this.number[row] = attempt;
    this.startTime[row] = time;
    this.stopTime[row] = 0;
    this.rc[row] = NONE;
    this.cause[row] = NO_CAUSE;
    this.cpuSeconds[row] = NaN;
    this.maxRssMB[row] = NaN;
    this.previous[row] = previous;
    return row;
  }

  finish(row: number, result: AttemptResult): void {
    const { outcome, resources } = result;
    this.startTime[row] = result.startTime;
    this.stopTime[row] = result.stopTime;
    this.rc[row] = 'rc' in outcome ? outcome.rc : NONE;
    this.cause[row] = CAUSES.indexOf(outcome.cause);
    this.outputBytes[row] = result.outputBytes;
    this.errorBytes[row] = result.errorBytes;
    this.truncated[row] = result.truncated ? 1 : 0;
    this.log[row] = this.textPlace(result.executorLog);
    if (!resources) return;
    const { cpuSeconds = NaN, maxRssMB = NaN, ...others } = resources;
    this.cpuSeconds[row] = cpuSeconds;
    this.maxRssMB[row] = maxRssMB;
    if (Object.keys(others).length > 0) this.otherResources.set(row, others);
  }

  at(row: number): Attempt {
    const cause = this.cause[row];
    const resources: { [measure: string]: number | undefined } = { ...this.otherResources.get(row) };
    if (!Number.isNaN(this.cpuSeconds[row])) resources.cpuSeconds = rounded(this.cpuSeconds[row]);
    if (!Number.isNaN(this.maxRssMB[row])) resources.maxRssMB = rounded(this.maxRssMB[row]);
    return {
      task: this.task[row],
      attempt: this.number[row],
      startTime: this.startTime[row],
      stopTime: this.stopTime[row] || undefined,
      rc: this.rc[row] === NONE ? undefined : this.rc[row],
      cause: cause === NO_CAUSE ? undefined : CAUSES[cause],
      outputBytes: this.outputBytes[row],
      errorBytes: this.errorBytes[row],
      truncated: this.truncated[row] === 1,
      executorLog: this.texts[this.log[row]],
      resources,
    };
  }

  /** Row of the task's attempt before the one in this row, or -1. */
  before(row: number): number {
    return this.previous[row];
  }

  numberAt(row: number): number {
    return this.number[row];
  }

  startTimeAt(row: number): number {
    return this.startTime[row];
  }

  /** Executors say the same few things over and over. */
  private textPlace(text: string): number {
    let place = this.textPlaces.get(text);
    if (place === undefined) {
      place = this.texts.push(text) - 1;
      this.textPlaces.set(text, place);
    }
    return place;
  }

  private makeRoom(count: number): void {
    if (count <= this.task.length) return;
    this.task = withRoom(this.task, count);
    this.number = withRoom(this.number, count);
    this.startTime = withRoom(this.startTime, count);
    this.stopTime = withRoom(this.stopTime, count);
    this.rc = withRoom(this.rc, count);
    this.cause = withRoom(this.cause, count);
    this.outputBytes = withRoom(this.outputBytes, count);
    this.errorBytes = withRoom(this.errorBytes, count);
    this.truncated = withRoom(this.truncated, count);
    this.cpuSeconds = withRoom(this.cpuSeconds, count);
    this.maxRssMB = withRoom(this.maxRssMB, count);
    this.previous = withRoom(this.previous, count);
    this.log = withRoom(this.log, count);
  }
}

/** A 32-bit float back to the few digits that it holds. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
