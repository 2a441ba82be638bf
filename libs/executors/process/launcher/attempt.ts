import type { EndCause, Sandbox, Settings, WireEnd, WireOrder } from '../protocol';
import type { ChildEnd } from './children';
import type { Family } from './family';
import { programPeakKB } from './peak-memory';
import type { Slot } from './slot';

/** An attempt from its order until its result is made. */
export interface LiveAttempt {
  readonly key: string;
  readonly order: WireOrder;
  readonly sandbox: Sandbox | null;
  readonly slot: Slot;
  /** Those in force when it was ordered. */
  readonly settings: Settings;
  /** Proves which processes are its own; see strays. */
  readonly mark: string;
  /** 0 before it was started. */
  pid: number;
  /** The first process of its PID namespace, a child of ours like its leader; 0 when there is none, or none any more. */
  init: number;
  /** ms since the epoch; of the first try while `pid` is 0. */
  startTime: number;
  stopTime: number;
  /** Why it is being stopped; set only while its process was seen alive. */
  stopCause?: 'killed' | 'timeout';
  /** Its descendants when the stop began. */
  family?: Family;
  /** Until SIGKILL. */
  grace?: NodeJS.Timeout;
  /** Set when the leader has ended; the rest of its processes may still be on their way out. */
  end?: ChildEnd;
  /** Peak of its memory while it could still be asked, in KB. */
  peakKB: number;
  /** Nobody will ask for its result. */
  unwanted: boolean;
  /** What else there is to say about it. */
  log: string;
}

export function liveAttempt(key: string, order: WireOrder, slot: Slot, settings: Settings, mark: string): LiveAttempt {
  return {
    key,
    order,
    sandbox: order[8],
    slot,
    settings,
    mark,
    pid: 0,
    init: 0,
    startTime: Date.now(),
    stopTime: 0,
    peakKB: 0,
    unwanted: false,
    log: '',
  };
}

/** The result of an attempt that ran. */
export function endOf(
  { order, stopCause, startTime, stopTime, peakKB, log }: LiveAttempt,
  end: ChildEnd,
  outputBytes: number,
  errorBytes: number,
  truncated: boolean,
): WireEnd {
  const cause: EndCause = stopCause ?? (end.signalled ? 'signal' : 'exit');
  return [
    order[0],
    order[1],
    order[2],
    cause,
    end.rc,
    startTime,
    stopTime,
    outputBytes,
    errorBytes,
    truncated ? 1 : 0,
    end.cpuMicroseconds,
    programPeakKB(end.maxRssKB, peakKB),
    log,
  ];
}

/** The result of an attempt that was never a process. */
export function neverStarted(order: WireOrder, cause: EndCause, rc: number, reason: string): WireEnd {
  const now = Date.now();
  return [order[0], order[1], order[2], cause, rc, now, now, 0, 0, 0, 0, 0, reason];
}
