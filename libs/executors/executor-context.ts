/** What an executor gets from the server that it works in. */
export interface ExecutorContext {
  /** Absolute path of the server's data directory. */
  readonly dataDir: string;
  /** Most bytes kept of each stream of an attempt. */
  readonly maxOutputBytes: number;
  /** Name of the pool that it is the executor of. */
  readonly pool: string;
  /** Whether what the engine records survives its end: without a record nobody can take an attempt up again. */
  readonly durable?: boolean;
  readonly log: (message: string) => void;
}
