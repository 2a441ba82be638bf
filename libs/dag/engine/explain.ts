import { isFinal, TaskCode } from '../run/states';
import { mayStart } from './dispatch';
import type { LoadedRun } from './loaded-run';
import { nextOrder } from './order';
import type { Pools } from './pools';

export type WaitCode =
  'parents' | 'slot' | 'capacity' | 'retry-time' | 'paused' | 'run-queued' | 'max-parallel' | 'stopped' | 'queue';

/** Why a task does not run. */
export interface Waiting {
  readonly code: WaitCode;
  /** For people. */
  readonly message: string;
}

/** At most so many parents are named. */
const MOST_NAMED = 3;

/** Why a task waits, or undefined when it does not. */
export function explain(run: LoadedRun, task: number, pools: Pools): Waiting | undefined {
  const { model } = run;
  const state = model.tasks.state[task];
  if (state === TaskCode.RUNNING) return waitingThere(run, task, pools);
  if (state !== TaskCode.QUEUED && state !== TaskCode.RETRY) return undefined;
  // Only now: making the plan of a finished run that is merely looked at costs a look at all its tasks.
  const { plan } = run;
  if (!plan.isFree(task)) return { code: 'parents', message: unfinishedParents(run, task) };
  if (isFinal(model.state)) return { code: 'stopped', message: `the run is ${model.state}; retry it to go on` };
  if (model.stopping) return { code: 'stopped', message: 'the run is being killed' };
  if (model.state === 'PAUSED') return { code: 'paused', message: 'the run is paused; resume it to go on' };
  if (model.state === 'QUEUED')
    return { code: 'run-queued', message: 'as many runs as dag-threads allows are running' };
  if (!plan.isReady(task)) {
    const time = new Date(model.retryTimes.get(task) ?? 0).toISOString();
    return { code: 'retry-time', message: `the next attempt is due at ${time}` };
  }
  return waitingForRoom(run, task, pools);
}

function waitingForRoom(run: LoadedRun, task: number, pools: Pools): Waiting {
  const { model } = run;
  if (!mayStart(run)) {
    return {
      code: 'max-parallel',
      message: `as many tasks of the run as its maxParallel allows are running: ${model.maxParallel}`,
    };
  }
  const name = model.graph.templateOf(task).spec.pool;
  const pool = pools.get(name);
  if (!pool) return { code: 'capacity', message: `pool ${name} is not configured any more` };
  const { placer } = pool.executor;
  if (placer) {
    const obstacle = placer.obstacle(nextOrder(run, task).job);
    return {
      code: 'capacity',
      message: obstacle ?? `pool ${name} has room; tasks of higher priority or submitted earlier go first`,
    };
  }
  return {
    code: 'slot',
    message: `pool ${name} runs ${pool.running} of at most ${pool.executor.slots} tasks; tasks of higher priority or submitted earlier go first`,
  };
}

/** Its attempt is under way, but may wait where it was sent. */
function waitingThere({ model }: LoadedRun, task: number, pools: Pools): Waiting | undefined {
  const pool = pools.get(model.graph.templateOf(task).spec.pool);
  const key = { runID: model.runID, task, attempt: model.tasks.attempts[task] };
  const message = pool?.executor.queue?.obstacle(key);
  return message === undefined ? undefined : { code: 'queue', message };
}

function unfinishedParents({ model, plan }: LoadedRun, task: number): string {
  const { graph, tasks } = model;
  const { index, first } = graph.templateOf(task);
  const waits: string[] = [];
  let more = 0;
  for (const edge of graph.parents[index]) {
    const parent = graph.templates[edge.parent];
    const { name } = parent.spec;
    const group = edge.groups?.groupOfChild(task - first);
    const total = edge.groups && group !== undefined ? edge.groups.parentsIn(group).length : parent.count;
    const unfinished =
      group === undefined ? plan.unfinishedOf(edge.parent) : plan.unfinishedInGroupOf(edge.index, group);
    if (unfinished === 0) continue;
    if (waits.length === MOST_NAMED) more++;
    else if (parent.count === 1) waits.push(`${name} (${tasks.stateOf(parent.first)})`);
    else waits.push(`${name} (${total - unfinished} of ${total} done)`);
  }
  return `waits for ${waits.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
