import type { BulkAnswer, BulkRequest } from '#wire/state-change';
import { TASK_STATES } from '#wire/states';
import { changeTasks } from '../api/tasks';
import { askFirst } from '../widgets/ask-first';
import { attempt, tell } from '../widgets/notices';
import type { RowFilter } from './row-filter';

export type TaskAction = 'retry' | 'retry-downstream' | 'kill' | 'complete';
/** Which tasks: by name, or all that match. */
export type Chosen = { readonly names: string[] } | { readonly filter: NonNullable<BulkRequest['filter']> };

const WORDS: Readonly<Record<TaskAction, { readonly button: string; readonly does: string; readonly done: string }>> = {
  retry: { button: 'Retry', does: 'will run again', done: 'queued again' },
  'retry-downstream': {
    button: 'Retry with downstream',
    does: 'will run again, those that depend on them included',
    done: 'queued again, those that depend on them included',
  },
  kill: { button: 'Kill', does: 'will be killed', done: 'told to stop' },
  complete: { button: 'Mark completed', does: 'will count as COMPLETED by hand', done: 'marked as completed' },
};

export const actionName = (action: TaskAction): string => WORDS[action].button;

/** The API wants a filter to say something. */
export function wholeFilter({ states, name, template }: RowFilter): NonNullable<BulkRequest['filter']> {
  const said = {
    ...(states.length > 0 && { state: [...states] }),
    ...(name !== '' && { name }),
    ...(template !== '' && { template }),
  };
  return Object.keys(said).length > 0 ? said : { state: [...TASK_STATES] };
}

/** Previews the change, asks unless it is a single retry, and carries it out; whether it was. */
export async function changeChosen(runID: number, action: TaskAction, chosen: Chosen): Promise<boolean> {
  const { button, does, done } = WORDS[action];
  const request: BulkRequest = { ...chosen, ...wanted(action) };
  const preview = await quietly(() => changeTasks(runID, { ...request, dryRun: true }));
  if (preview === undefined) return false;
  if (preview.changed === 0) {
    tell(`Nothing to do: ${preview.matched === 0 ? 'no task matches' : refusals(preview)}`, true);
    return false;
  }
  const single = action === 'retry' && preview.changed === 1 && preview.matched === 1;
  const sure =
    single ||
    (await askFirst({
      title: `${button}: ${tasks(preview.changed)}?`,
      detail: `${tasks(preview.matched)} chosen; ${number(preview.changed)} ${does}. ${refusals(preview)}`,
      action: button,
      dangerous: action === 'kill',
    }));
  if (!sure) return false;
  const answer = await attempt(
    () => changeTasks(runID, request),
    (told) => [`${tasks(told.changed)} ${done}`, refusals(told)].filter((each) => each !== '').join('. '),
  );
  return answer !== undefined;
}

function wanted(action: TaskAction): Pick<BulkRequest, 'state' | 'downstream'> {
  switch (action) {
    case 'retry':
      return { state: 'QUEUED' };
    case 'retry-downstream':
      return { state: 'QUEUED', downstream: true };
    case 'kill':
      return { state: 'KILLED' };
    case 'complete':
      return { state: 'COMPLETED' };
  }
}

/** By reason, with an example: `3 refused, such as pull_7: a task that is RUNNING cannot be queued again`. */
export function refusals({ refused }: BulkAnswer): string {
  const reasons = new Map<string, { count: number; readonly name: string }>();
  for (const { name, reason } of refused) {
    const known = reasons.get(reason);
    if (known === undefined) reasons.set(reason, { count: 1, name });
    else known.count++;
  }
  return [...reasons]
    .map(([reason, { count, name }]) =>
      count === 1 ? `${name} refused: ${reason}.` : `${number(count)} refused, such as ${name}: ${reason}.`,
    )
    .join(' ');
}

async function quietly<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error), true);
    return undefined;
  }
}

function tasks(count: number): string {
  return count === 1 ? '1 task' : `${number(count)} tasks`;
}

const number = (count: number): string => count.toLocaleString('en');
