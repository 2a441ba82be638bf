import { AttemptBlock, BLOCK_ROWS, NO_CAUSE, NO_RC } from './attempt-block';
import { CAUSES, type AttemptResult, type Cause, type Resources } from './outcome';

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

/**
 * All attempts of a run in the order they were started: about 60 bytes each, in blocks of columns. One array for each
 * column would be copied whole each time it grows, which holds up a server for tens of ms at a million rows.
 */
export class AttemptTable {
  count = 0;
  private readonly blocks: AttemptBlock[] = [];
  private readonly texts: string[] = [''];
  private readonly textPlaces = new Map<string, number>([['', 0]]);
  private readonly otherResources = new Map<number, Resources>();

  /** Returns the new row. */
  start(task: number, attempt: number, time: number, previous: number): number {
    const row = this.count++;
    const at = row % BLOCK_ROWS;
    if (at === 0) this.blocks.push(new AttemptBlock());
    const block = this.blockOf(row);
    block.makeRoom(this.blocks.length === 1 ? at + 1 : BLOCK_ROWS);
    block.start(at, task, attempt, time, previous);
    return row;
  }

  finish(row: number, result: AttemptResult): void {
    const { outcome, resources } = result;
    const block = this.blockOf(row);
    const at = row % BLOCK_ROWS;
    block.startTime[at] = result.startTime;
    block.stopTime[at] = result.stopTime;
    block.rc[at] = 'rc' in outcome ? outcome.rc : NO_RC;
    block.cause[at] = CAUSES.indexOf(outcome.cause);
    block.outputBytes[at] = result.outputBytes;
    block.errorBytes[at] = result.errorBytes;
    block.truncated[at] = result.truncated ? 1 : 0;
    block.log[at] = this.textPlace(result.executorLog);
    if (!resources) return;
    const { cpuSeconds = NaN, maxRssMB = NaN, ...others } = resources;
    block.cpuSeconds[at] = cpuSeconds;
    block.maxRssMB[at] = maxRssMB;
    if (Object.keys(others).length > 0) this.otherResources.set(row, others);
  }

  at(row: number): Attempt {
    const block = this.blockOf(row);
    const at = row % BLOCK_ROWS;
    const cause = block.cause[at];
    const resources: { [measure: string]: number | undefined } = { ...this.otherResources.get(row) };
    if (!Number.isNaN(block.cpuSeconds[at])) resources.cpuSeconds = rounded(block.cpuSeconds[at]);
    if (!Number.isNaN(block.maxRssMB[at])) resources.maxRssMB = rounded(block.maxRssMB[at]);
    return {
      task: block.task[at],
      attempt: block.number[at],
      startTime: block.startTime[at],
      stopTime: block.stopTime[at] || undefined,
      rc: block.rc[at] === NO_RC ? undefined : block.rc[at],
      cause: cause === NO_CAUSE ? undefined : CAUSES[cause],
      outputBytes: block.outputBytes[at],
      errorBytes: block.errorBytes[at],
      truncated: block.truncated[at] === 1,
      executorLog: this.texts[block.log[at]],
      resources,
    };
  }

  /** The task whose attempt is in this row. */
  taskAt(row: number): number {
    return this.blockOf(row).task[row % BLOCK_ROWS];
  }

  /** Row of the task's attempt before the one in this row, or -1. */
  before(row: number): number {
    return this.blockOf(row).previous[row % BLOCK_ROWS];
  }

  private blockOf(row: number): AttemptBlock {
    return this.blocks[Math.floor(row / BLOCK_ROWS)];
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
}

/** A 32-bit float back to the few digits that it holds. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
