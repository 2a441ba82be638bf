/** Time as the engine sees it: real in daggyd, virtual in the simulator. */
export interface Clock {
  /** ms since the epoch. */
  now(): number;
  /** Calls back once, at or after `time`; returns how to take that back. */
  at(time: number, callback: () => void): () => void;
  /** Resolves after so many ms, whatever is done to the clock meanwhile. */
  pause(ms: number): Promise<void>;
  /** Lets other work (requests, results) go first; resolves soon. */
  breathe(): Promise<void>;
}
