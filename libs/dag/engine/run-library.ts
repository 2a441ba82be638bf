import { DaggyError } from '../errors';
import type { StateLogger, StoredRun } from '../ports/state-logger';
import { RunModel } from '../run/run-model';
import { readDagSpec } from '../spec/read-dag-spec';
import { TRUSTED } from '../spec/rules';
import { LoadedRun } from './loaded-run';
import type { RunIndex } from './run-index';

/**
 * Runs in memory: all that are active, and the finished ones that were looked at last. A finished run that is asked for
 * is folded anew from its events, a chunk at a time, so that nothing else has to wait for it.
 */
export class RunLibrary {
  /** In the order in which they were last asked for. */
  private readonly loaded = new Map<number, LoadedRun>();
  private readonly loading = new Map<number, Promise<LoadedRun>>();

  constructor(
    private readonly logger: StateLogger,
    private readonly index: RunIndex,
    /** Finished runs are kept in memory as long as all runs there weigh no more than this (RunModel.weight). */
    private readonly mostWeight: number,
  ) {}

  add(run: LoadedRun): void {
    this.loaded.set(run.model.runID, run);
    this.evict(run);
  }

  peek(runID: number): LoadedRun | undefined {
    return this.loaded.get(runID);
  }

  async get(runID: number): Promise<LoadedRun> {
    if (!this.index.get(runID)) throw new DaggyError('run-not-found', `There is no run ${runID}.`);
    const run = this.loaded.get(runID);
    if (run) {
      this.loaded.delete(runID);
      this.loaded.set(runID, run);
      return run;
    }
    let loading = this.loading.get(runID);
    if (!loading) {
      loading = this.load(runID).finally(() => this.loading.delete(runID));
      this.loading.set(runID, loading);
    }
    return loading;
  }

  remove(runID: number): void {
    this.loaded.delete(runID);
  }

  /** Runs that may not leave memory. */
  *active(): Iterable<LoadedRun> {
    for (const run of this.loaded.values()) if (!run.idle) yield run;
  }

  /** What may not leave memory, together. */
  activeWeight(): number {
    let weight = 0;
    for (const { model } of this.active()) weight += model.weight;
    return weight;
  }

  private async load(runID: number): Promise<LoadedRun> {
    const run = await foldRun(runID, await this.logger.read(runID));
    if (this.index.get(runID)) this.add(run);
    return run;
  }

  private evict(newest: LoadedRun): void {
    let weight = 0;
    for (const { model } of this.loaded.values()) weight += model.weight;
    for (const [runID, run] of this.loaded) {
      if (weight <= this.mostWeight) return;
      if (run === newest || !run.idle) continue;
      this.loaded.delete(runID);
      weight -= run.model.weight;
    }
  }
}

/** Applies a stored run's events to its definition. */
export async function foldRun(runID: number, { document, record, events }: StoredRun): Promise<LoadedRun> {
  const spec = readDagSpec(document, TRUSTED);
  if (!spec.ok) {
    const [{ pointer, message }] = spec.problems;
    throw new Error(`the stored definition of run ${runID} cannot be read: ${pointer || 'document'}: ${message}`);
  }
  const run = new LoadedRun(new RunModel(runID, spec.value, record.idempotency));
  for await (const chunk of events) {
    for (const event of chunk) run.apply(event);
  }
  return run;
}
