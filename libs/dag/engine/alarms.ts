import type { Clock } from '../ports/clock';
import { Heap } from './heap';

export type Alarm =
  | { readonly kind: 'retry'; readonly time: number; readonly runID: number; readonly task: number }
  | {
      readonly kind: 'timeout';
      readonly time: number;
      readonly runID: number;
      readonly task: number;
      readonly attempt: number;
    };

/** Below this number of alarms it is not worth looking for those that nobody waits for any more. */
const FEW = 1024;

/**
 * What is due at some time: one heap and one timer, however many tasks wait. An alarm is never taken back; who receives
 * it sees whether it still means anything. When most of them do not, they are thrown out.
 */
export class Alarms {
  private readonly heap = new Heap<Alarm>((a, b) => a.time < b.time);
  private cancel?: () => void;
  private armedFor = Infinity;
  private sweepAt = FEW;

  constructor(
    private readonly clock: Clock,
    /** Whether somebody still waits for it. */
    private readonly matters: (alarm: Alarm) => boolean,
    private readonly ring: () => void,
  ) {}

  set(alarm: Alarm): void {
    if (this.heap.size >= this.sweepAt) this.sweep();
    this.heap.push(alarm);
    this.arm();
  }

  /** Takes out all that are due. */
  takeDue(now: number): Alarm[] {
    const due: Alarm[] = [];
    for (let first = this.heap.first(); first && first.time <= now; first = this.heap.first()) {
      due.push(first);
      this.heap.pop();
    }
    this.arm();
    return due;
  }

  close(): void {
    this.cancel?.();
    this.heap.filter(() => false);
  }

  private arm(): void {
    const time = this.heap.first()?.time ?? Infinity;
    if (time === this.armedFor) return;
    this.cancel?.();
    this.cancel = undefined;
    this.armedFor = time;
    if (time === Infinity) return;
    this.cancel = this.clock.at(time, () => {
      this.armedFor = Infinity;
      this.ring();
    });
  }

  private sweep(): void {
    this.heap.filter(this.matters);
    this.sweepAt = Math.max(FEW, 2 * this.heap.size);
  }
}
