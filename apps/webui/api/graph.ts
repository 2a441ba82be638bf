import type { TaskGraph, TemplateGraph } from '#wire/graph';
import { ask } from './request';
import { runPath } from './runs';

/** Refused with 413 when the run has very many tasks or edges. */
export function readGraphByTask(runID: number, signal?: AbortSignal): Promise<TaskGraph> {
  return ask(`${runPath(runID)}/graph`, { signal });
}

export function readGraphByTemplate(runID: number, signal?: AbortSignal): Promise<TemplateGraph> {
  return ask(`${runPath(runID)}/graph`, { query: { by: 'template' }, signal });
}
