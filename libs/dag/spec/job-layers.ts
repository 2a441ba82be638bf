import type { References } from '../expand/references';
import { NO_REFERENCES, referencesIn } from '../expand/references';
import type { Inherited, Job } from './dag-spec';

/** One of the places that a task's job comes from. */
export interface JobLayer {
  readonly job: Job;
  /** Field -> the parameters it asks for; only fields that ask for any. */
  readonly references: ReadonlyMap<string, References>;
  /** Where it stands in the document; `undefined` when it is not part of it (a generator's tasks inherit from the run). */
  readonly pointer?: string;
  /** In words, for messages. */
  readonly title: string;
}

/** The layers that all tasks of a run share, weakest first. */
export interface SharedLayers {
  readonly pool: string;
  /** Only for tasks in the run's own pool: they may mean nothing to another executor. */
  readonly poolParameters: JobLayer;
  readonly jobDefaults: JobLayer;
}

export function jobLayer(job: Job, title: string, pointer?: string): JobLayer {
  let references: Map<string, References> | undefined;
  for (const field of Object.keys(job)) {
    const found = referencesIn(job[field]);
    if (found.size > 0) (references ??= new Map()).set(field, found);
  }
  return { job, references: references ?? NONE, pointer, title };
}

const NONE: ReadonlyMap<string, References> = new Map();

export function sharedLayers({ pool, poolParameters, jobDefaults }: Inherited, inDocument: boolean): SharedLayers {
  const pointers = inDocument ? ['/executionParameters/poolParameters', '/jobDefaults'] : [];
  return {
    pool,
    poolParameters: jobLayer(poolParameters, "the run's poolParameters", pointers[0]),
    jobDefaults: jobLayer(jobDefaults, "the run's jobDefaults", pointers[1]),
  };
}

/**
 * Later layers win key by key. `command` and `commandString` are two ways to say one thing: a layer that gives either
 * drops both of the layers before it.
 */
export function mergeLayers(layers: readonly JobLayer[]): Job {
  let merged: Job | undefined;
  for (const { job } of layers) {
    if (merged === undefined) merged = isEmpty(job) ? undefined : job;
    else if (!isEmpty(job)) merged = { ...(givesCommand(job) ? withoutCommand(merged) : merged), ...job };
  }
  return merged ?? {};
}

function isEmpty(job: Job): boolean {
  return Object.keys(job).length === 0;
}

function givesCommand(job: Job): boolean {
  return Object.hasOwn(job, 'command') || Object.hasOwn(job, 'commandString');
}

function withoutCommand(job: Job): Job {
  if (!givesCommand(job)) return job;
  return Object.fromEntries(Object.entries(job).filter(([key]) => key !== 'command' && key !== 'commandString'));
}

/** The layer that a field of the merged job comes from. */
export function layerOf(field: string, layers: readonly JobLayer[]): JobLayer | undefined {
  return layers.findLast(({ job }) => Object.hasOwn(job, field));
}

/** What the merged job asks for. Costs what its own layers cost: the shared ones have been looked through once for all. */
export function referencesOf(merged: Job, layers: readonly JobLayer[]): References {
  let used: Map<string, number> | undefined;
  for (const layer of layers) {
    for (const [field, references] of layer.references) {
      if (!Object.hasOwn(merged, field) || layerOf(field, layers) !== layer) continue;
      used ??= new Map();
      for (const [name, times] of references) used.set(name, (used.get(name) ?? 0) + times);
    }
  }
  return used ?? NO_REFERENCES;
}
