/** What the last beat found: something `new`; `nothing`; or that there is no need of a next one: `rest`. */
export type Beat = 'new' | 'nothing' | 'rest';

export interface RhythmOptions {
  /** ms between two beats while they find something. */
  readonly leastMs: number;
  /** ms between them in the end when they find nothing. */
  readonly mostMs: number;
  /** Beats take at most this share of the time, as far as rests of a second let them; 1 without a limit. */
  readonly share: number;
  /** Rejects never. */
  beat(): Promise<Beat>;
}

const GROWTH = 1.5;
/** One beat that took long, perhaps because all did at that moment, must not keep news back for long. */
const LONGEST_REST_MS = 1_000;

/** Beats again and again, one at a time: fast while there is news, ever slower when there is none. */
export class Rhythm {
  private pauseMs: number;
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> | undefined;
  private lastEnd = -Infinity;
  private lastMs = 0;
  /** Since the last beat began one was asked for: as soon as may be; at all. */
  private isWanted = false;
  private isNeeded = false;
  private halted = false;

  constructor(private readonly options: RhythmOptions) {
    this.pauseMs = options.leastMs;
  }

  /** The next beat comes as soon as `leastMs` allows. */
  soon(): void {
    this.pauseMs = this.options.leastMs;
    this.isWanted = true;
    if (!this.beating) this.schedule();
  }

  /** There will be a beat, at the pace that is kept. */
  wake(): void {
    if (!this.beating && !this.timer) this.soon();
    else this.isNeeded = true;
  }

  /** There is no other beat, but one may be under way. */
  halt(): void {
    this.halted = true;
    clearTimeout(this.timer);
  }

  private schedule(): void {
    clearTimeout(this.timer);
    if (this.halted) return;
    const rest = Math.min(LONGEST_REST_MS, this.lastMs / this.options.share - this.lastMs);
    const pause = Math.max(this.pauseMs, rest);
    this.timer = setTimeout(() => this.run(), Math.max(0, this.lastEnd + pause - Date.now()));
  }

  private run(): void {
    this.timer = undefined;
    this.isWanted = false;
    this.isNeeded = false;
    const start = Date.now();
    this.beating = this.options.beat().then((found) => {
      this.beating = undefined;
      this.lastEnd = Date.now();
      this.lastMs = this.lastEnd - start;
      if (found === 'new') this.pauseMs = this.options.leastMs;
      else if (!this.isWanted) this.pauseMs = Math.min(this.options.mostMs, this.pauseMs * GROWTH);
      if (found !== 'rest' || this.isWanted || this.isNeeded) this.schedule();
    });
  }
}
