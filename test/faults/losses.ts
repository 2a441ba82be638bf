import type { LedgerLine, TaskEnded, TaskStarted } from './ledger';

/** Within so many seconds a daggyd that is up has stored the end of a task. */
const COLLECTED_WITHIN = 2;

/** A task may have told the ledger of its end, and be stopped before it has exited; seconds. */
const EXITS_WITHIN = 0.5;

interface Placed<T> {
  readonly line: T;
  readonly place: number;
}

/** When tasks were stopped: from the SIGTERM until the next daggyd is ready. */
interface Stop {
  readonly from: number;
  readonly to: number;
  readonly time: number;
}

/** Which attempts may be lost or killed, by what the campaign did. */
export class Losses {
  private readonly killed = new Map<string, { readonly place: number; readonly time: number }>();
  private readonly stops: Stop[] = [];
  /** When daggyd was ready to take results in; seconds. */
  private readonly ups: { readonly from: number; readonly to: number }[] = [];

  constructor(ledger: readonly LedgerLine[]) {
    let up: number | undefined;
    for (const [place, line] of ledger.entries()) {
      if (line.kind === 'launcher-killed') this.killed.set(line.launcher ?? '', { place, time: line.time });
      if (line.kind === 'stopping') {
        const next = ledger.findIndex(({ kind }, later) => later > place && kind === 'up');
        this.stops.push({ from: place, to: next < 0 ? Infinity : next, time: line.time });
      }
      if (line.kind === 'up') up = line.time;
      if (line.kind === 'down' && up !== undefined) {
        this.ups.push({ from: up, to: line.time });
        up = undefined;
      }
    }
  }

  /** What is wrong with an attempt that has not exited by itself; `next`: the place where the next one of its task starts. */
  complaint(
    cause: string | null,
    start: Placed<TaskStarted> | undefined,
    end: Placed<TaskEnded> | undefined,
    next: number,
  ): string | undefined {
    // Of an attempt that was recorded and never started nothing is known; it was not lost on the way.
    if (!start) return cause === 'lost' || cause === 'killed' ? undefined : `ended with ${cause} before it began`;
    if (cause === 'lost') return this.lostComplaint(start.line, end?.line);
    if (cause === 'killed') return this.killedComplaint(start.place, end?.line, next);
    return `ended with ${cause}`;
  }

  private lostComplaint(start: TaskStarted, end: TaskEnded | undefined): string | undefined {
    const loss = this.killed.get(start.launcher);
    if (!loss) return 'lost, and its launcher was never killed';
    if (end && this.upBetween(end.time, loss.time) > COLLECTED_WITHIN)
      return 'lost, though there was time to store its end';
    return undefined;
  }

  private killedComplaint(start: number, end: TaskEnded | undefined, next: number): string | undefined {
    const stop = this.stops.find(({ from, to }) => start < to && from < next);
    if (!stop) return 'killed, and nobody stopped it';
    if (end && end.time < stop.time - EXITS_WITHIN) return 'killed, though it had ended before';
    return undefined;
  }

  private upBetween(from: number, to: number): number {
    return this.ups.reduce((sum, up) => sum + Math.max(0, Math.min(up.to, to) - Math.max(up.from, from)), 0);
  }
}
