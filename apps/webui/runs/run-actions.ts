import type { RunSummary } from '#wire/run';
import type { RunState } from '#wire/states';
import type { RunStateRequest } from '#wire/state-change';
import { changeRun, removeRun } from '../api/runs';
import { askFirst } from '../widgets/ask-first';
import { attempt, tell } from '../widgets/notices';

export const RUN_ACTIONS = ['pause', 'resume', 'retry', 'kill', 'remove'] as const;
export type RunAction = (typeof RUN_ACTIONS)[number];

interface ActionWords {
  /** On the button. */
  readonly name: string;
  /** After it was done: `Run 7 was ...`. */
  readonly done: string;
  readonly wants?: RunStateRequest['state'];
  readonly when: readonly RunState[];
  /** What cannot be taken back, so that it is asked first. */
  readonly warning?: string;
}

export const ACTION_WORDS: Readonly<Record<RunAction, ActionWords>> = {
  pause: { name: 'Pause', done: 'paused', wants: 'PAUSED', when: ['QUEUED', 'RUNNING'] },
  resume: { name: 'Resume', done: 'resumed', wants: 'RUNNING', when: ['PAUSED'] },
  retry: { name: 'Retry', done: 'queued again', wants: 'QUEUED', when: ['ERRORED', 'KILLED'] },
  kill: {
    name: 'Kill',
    done: 'killed',
    wants: 'KILLED',
    when: ['QUEUED', 'RUNNING', 'PAUSED'],
    warning: 'What runs is stopped; what it has not finished must be done again.',
  },
  remove: {
    name: 'Remove',
    done: 'removed',
    when: ['COMPLETED', 'ERRORED', 'KILLED'],
    warning: 'What happened in it and what its tasks wrote are gone for good.',
  },
};

/** What can be done with a run in this state. */
export function actionsOf(state: RunState): readonly RunAction[] {
  return RUN_ACTIONS.filter((action) => ACTION_WORDS[action].when.includes(state));
}

/** Does it, after a question where it hurts, and tells how that went. True when it was done. */
export async function doRunAction(action: RunAction, { runID, tag }: RunSummary): Promise<boolean> {
  const { name, done, warning } = ACTION_WORDS[action];
  const title = `${name} run ${runID}${tag === '' ? '' : ` (${tag})`}?`;
  if (warning !== undefined && !(await askFirst({ title, detail: warning, action: name, dangerous: true }))) {
    return false;
  }
  const result = await attempt(
    () => carryOut(action, runID),
    () => `Run ${runID} was ${done}`,
  );
  return result !== undefined;
}

/** The same for many: those that it is possible for; the others are left alone. True when some were changed. */
export async function doRunActions(action: RunAction, runs: readonly RunSummary[]): Promise<boolean> {
  const { name, done, warning, when } = ACTION_WORDS[action];
  const possible = runs.filter(({ state }) => when.includes(state));
  const title = `${name} ${counted(possible.length)}?`;
  if (warning !== undefined && !(await askFirst({ title, detail: warning, action: name, dangerous: true }))) {
    return false;
  }
  const results = await Promise.allSettled(possible.map(({ runID }) => carryOut(action, runID)));
  const refusals = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason.message)] : []));
  const changed = results.length - refusals.length;
  if (changed > 0) tell(`${counted(changed)} ${was(changed)} ${done}`);
  if (refusals.length > 0)
    tell(`${counted(refusals.length)} ${was(refusals.length)} not ${done}: ${refusals[0]}`, true);
  return changed > 0;
}

async function carryOut(action: RunAction, runID: number): Promise<true> {
  const { wants } = ACTION_WORDS[action];
  if (wants === undefined) await removeRun(runID);
  else await changeRun(runID, wants);
  return true;
}

function counted(count: number): string {
  return count === 1 ? '1 run' : `${count} runs`;
}

function was(count: number): string {
  return count === 1 ? 'was' : 'were';
}
