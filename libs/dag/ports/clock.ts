/** Time as the engine sees it: real in daggyd, virtual in the simulator. */
export interface Clock {
  /** ms since the epoch. */
  now(): number;
  /** Calls back once, at or after `time`; returns how to take that back. */
  at(time: number, callback: () => void): () => void;
  /** Lets other work (requests, results) go first; resolves soon. */
  breathe(): Promise<void>;
}
