import type { RunModel } from '../run-model';

/** Which tasks of a run are looked at. */
export interface TaskScanOptions {
  /** Task codes; absent: all. */
  readonly codes?: readonly number[];
  /** First task, and the one after the last. */
  readonly first: number;
  readonly end: number;
  readonly descending: boolean;
}

/**
 * The tasks of a block that are in one of several states, in the order of their numbers. The states are searched by the
 * array's own indexOf, so that a million tasks in other states cost about 0.1 ms.
 */
export class StateScan {
  private readonly states: Uint8Array;
  /** Of each state the next place in `states`, or -1. */
  private readonly next: number[];
  private readonly codes: readonly number[] | undefined;
  private at: number;

  /** `from`: the task to begin with; it need not be in the block. */
  constructor(
    { tasks }: RunModel,
    private readonly options: TaskScanOptions,
    from = options.descending ? options.end - 1 : options.first,
  ) {
    const { first, end, descending } = options;
    this.states = tasks.state.subarray(first, end);
    this.at = descending ? Math.min(from, end - 1) - first : Math.max(from, first) - first;
    this.codes = options.codes;
    this.next = (this.codes ?? []).map((code) => this.find(code));
  }

  /** The next task, or undefined when there are no more. */
  take(): number | undefined {
    const { codes, next } = this;
    const step = this.options.descending ? -1 : 1;
    if (!codes) {
      if (this.at < 0 || this.at >= this.states.length) return undefined;
      const place = this.at;
      this.at += step;
      return this.options.first + place;
    }
    let best = -1;
    for (let i = 0; i < next.length; i++) {
      if (next[i] >= 0 && (best < 0 || (next[i] - next[best]) * step < 0)) best = i;
    }
    if (best < 0) return undefined;
    const place = next[best];
    this.at = place + step;
    next[best] = this.find(codes[best]);
    return this.options.first + place;
  }

  private find(code: number): number {
    if (this.at < 0) return -1;
    return this.options.descending ? this.states.lastIndexOf(code, this.at) : this.states.indexOf(code, this.at);
  }
}
