import { DaggyError } from '../errors';
import type { StoreWatcher } from '../ports/state-logger';

export interface HealthListeners {
  /** Told once, when nothing happens any more: `fenced` when the store is another's, or else a defect. */
  readonly onPanic?: (error: unknown) => void;
  /** Told why the store takes nothing, whenever that changes; undefined when it works again. */
  readonly onStoreTrouble?: (reason: string | undefined) => void;
}

/** Whether what happens can be recorded, as appends, the state logger by itself and the loop tell. */
export class Health implements StoreWatcher {
  private loss?: DaggyError;
  private panicked = false;
  private ofAppend?: string;
  private ofLogger?: string;

  constructor(private readonly listeners: HealthListeners) {}

  /** Set when the store is another daggyd's, or gone: what is in memory here may be true nowhere. */
  get lost(): DaggyError | undefined {
    return this.loss;
  }

  /** Why nothing can be recorded at present, in words; undefined when all is well. */
  get storeTrouble(): string | undefined {
    return this.loss?.message ?? this.reason;
  }

  /** For whoever wants something recorded; undefined when that can be done. */
  get refusal(): DaggyError | undefined {
    if (this.loss || this.reason === undefined) return this.loss;
    return new DaggyError('store-unavailable', `Nothing can be recorded at present: ${this.reason}`);
  }

  /** How the last append went: `reason` why it failed. */
  appended(reason: string | undefined): void {
    this.change(() => (this.ofAppend = reason));
  }

  trouble(reason: string | undefined): void {
    this.change(() => (this.ofLogger = reason));
  }

  fenced(error: DaggyError): void {
    this.panic(error);
  }

  panic(error: unknown): void {
    if (this.panicked) return;
    this.panicked = true;
    if (error instanceof DaggyError && error.code === 'fenced') this.loss = error;
    this.listeners.onPanic?.(error);
  }

  private get reason(): string | undefined {
    return this.ofAppend ?? this.ofLogger;
  }

  private change(set: () => void): void {
    const before = this.reason;
    set();
    if (this.reason !== before) this.listeners.onStoreTrouble?.(this.reason);
  }
}
