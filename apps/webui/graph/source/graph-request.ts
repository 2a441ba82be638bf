import type { LocationQuery } from 'vue-router';

/** What of a run is to be drawn; `auto`: tasks while there are few, else templates. */
export type GraphRequest =
  | { readonly by: 'auto' }
  | { readonly by: 'task' }
  | { readonly by: 'template' }
  | { readonly by: 'around'; readonly task: string; readonly levels: number };

/** With more tasks than this a graph is drawn by template unless tasks are asked for. */
export const FEW_TASKS = 300;
export const MOST_LEVELS = 20;

export function readGraphRequest({ by, around, levels }: LocationQuery): GraphRequest {
  if (typeof around === 'string' && around !== '') {
    const wanted = Number(levels);
    const valid = Number.isInteger(wanted) && wanted >= 1;
    return { by: 'around', task: around, levels: valid ? Math.min(wanted, MOST_LEVELS) : 1 };
  }
  return by === 'task' || by === 'template' ? { by } : { by: 'auto' };
}

/** The part of a URL's query that stands for it; undefined: absent. */
export function writeGraphRequest(request: GraphRequest): Record<'by' | 'around' | 'levels', string | undefined> {
  const absent = { by: undefined, around: undefined, levels: undefined };
  switch (request.by) {
    case 'auto':
      return absent;
    case 'around':
      return { ...absent, around: request.task, levels: request.levels === 1 ? undefined : String(request.levels) };
    default:
      return { ...absent, by: request.by };
  }
}
