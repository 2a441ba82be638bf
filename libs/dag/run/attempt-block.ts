import { withRoom } from './growable';

/** Rows of a full block; a power of two. */
export const BLOCK_ROWS = 16_384;

export const NO_RC = -1;
export const NO_CAUSE = 255;

/** Consecutive rows of the attempt table, as columns. Only a run's first block grows; the others are made whole. */
export class AttemptBlock {
  task = new Uint32Array(0);
  number = new Uint32Array(0);
  startTime = new Float64Array(0);
  /** 0 while it runs. */
  stopTime = new Float64Array(0);
  /** NO_RC: none. */
  rc = new Int16Array(0);
  /** Place in CAUSES; NO_CAUSE while it runs. */
  cause = new Uint8Array(0);
  outputBytes = new Float64Array(0);
  errorBytes = new Float64Array(0);
  truncated = new Uint8Array(0);
  /** NaN when not measured. */
  cpuSeconds = new Float32Array(0);
  maxRssMB = new Float32Array(0);
  /** Row of the task's attempt before this one, or -1. */
  previous = new Int32Array(0);
  /** Number of the executor's text. */
  log = new Uint32Array(0);

  makeRoom(rows: number): void {
    if (rows <= this.task.length) return;
    this.task = withRoom(this.task, rows);
    this.number = withRoom(this.number, rows);
    this.startTime = withRoom(this.startTime, rows);
    this.stopTime = withRoom(this.stopTime, rows);
    this.rc = withRoom(this.rc, rows);
    this.cause = withRoom(this.cause, rows);
    this.outputBytes = withRoom(this.outputBytes, rows);
    this.errorBytes = withRoom(this.errorBytes, rows);
    this.truncated = withRoom(this.truncated, rows);
    this.cpuSeconds = withRoom(this.cpuSeconds, rows);
    this.maxRssMB = withRoom(this.maxRssMB, rows);
    this.previous = withRoom(this.previous, rows);
    this.log = withRoom(this.log, rows);
  }

  /** Writes a row for an attempt that has just been started. */
  start(at: number, task: number, attempt: number, time: number, previous: number): void {
    this.task[at] = task;
    this.number[at] = attempt;
    this.startTime[at] = time;
    this.stopTime[at] = 0;
    this.rc[at] = NO_RC;
    this.cause[at] = NO_CAUSE;
    this.cpuSeconds[at] = NaN;
    this.maxRssMB[at] = NaN;
    this.previous[at] = previous;
  }
}
