import type { Inherited, Job } from './dag-spec';

/** One of the places that a task's job comes from. */
export interface JobLayer {
  readonly job: Job;
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

export function sharedLayers(inherited: Inherited, inDocument: boolean): SharedLayers {
  const layer = (job: Job, pointer: string, title: string): JobLayer =>
    inDocument ? { job, pointer, title } : { job, title };
  return {
    pool: inherited.pool,
    poolParameters: layer(inherited.poolParameters, '/executionParameters/poolParameters', "the run's poolParameters"),
    jobDefaults: layer(inherited.jobDefaults, '/jobDefaults', "the run's jobDefaults"),
  };
}

/**
 * Later layers win key by key. `command` and `commandString` are two ways to say one thing: a layer that gives either
 * drops both of the layers before it.
 */
export function mergeLayers(layers: readonly JobLayer[]): Job {
  const jobs = layers.map(({ job }) => job).filter((job) => Object.keys(job).length > 0);
  if (jobs.length === 0) return {};
  return jobs.reduce((merged, job) =>
    givesCommand(job) ? { ...withoutCommand(merged), ...job } : { ...merged, ...job },
  );
}

function givesCommand(job: Job): boolean {
  return Object.hasOwn(job, 'command') || Object.hasOwn(job, 'commandString');
}

function withoutCommand(job: Job): Job {
  return Object.fromEntries(Object.entries(job).filter(([key]) => key !== 'command' && key !== 'commandString'));
}

/** The layer that a field of the merged job comes from. */
export function layerOf(field: string, layers: readonly JobLayer[]): JobLayer | undefined {
  return layers.findLast(({ job }) => Object.hasOwn(job, field));
}
