import type { GraphTemplate } from '../graph/graph';
import type { LoadedRun } from './loaded-run';

/** What can be started now: the best task of a pool over all runs. */
export interface Candidate {
  readonly run: LoadedRun;
  readonly task: number;
}

/** Whether the run may start anything at all. */
export function mayStart({ model }: LoadedRun): boolean {
  return model.state === 'RUNNING' && !model.stopping && model.running < model.maxParallel;
}

/** Higher priority first, then the older run, then submission order. `runs` by ascending id. */
export function bestCandidate(runs: readonly LoadedRun[], pool: string): Candidate | undefined {
  let best: Candidate | undefined;
  let bestPriority = -Infinity;
  for (const run of runs) {
    if (!mayStart(run)) continue;
    const next = run.plan.peek(pool);
    if (!next || next.priority <= bestPriority) continue;
    best = { run, task: next.task };
    bestPriority = next.priority;
  }
  return best;
}

/** Tasks of one template without room that are looked at before the rest of it is passed over. */
const MOST_REFUSED_OF_TEMPLATE = 8;
/** Tasks without room after which nothing further is looked at: a turn must not hold up the server for long. */
const MOST_REFUSED = 100;

/**
 * Goes through what a pool could start, in the order in which it should, past what finds no room. `place` returns whether
 * there was room, and has started the task then. Returns how many were started, which is never more than `most`.
 */
export function placeEach(
  runs: readonly LoadedRun[],
  pool: string,
  most: number,
  place: (candidate: Candidate) => boolean,
): number {
  const queues = runs.filter(mayStart).map((run) => new RunQueue(run, pool));
  let started = 0;
  try {
    for (let refused = 0; started < most && refused < MOST_REFUSED;) {
      const queue = best(queues);
      if (!queue) break;
      const placed = place({ run: queue.run, task: queue.task });
      if (placed) started++;
      else refused++;
      queue.next(placed);
    }
  } finally {
    for (const queue of queues) queue.close();
  }
  return started;
}

function best(queues: readonly RunQueue[]): RunQueue | undefined {
  let best: RunQueue | undefined;
  for (const queue of queues) {
    if (queue.priority > (best?.priority ?? -Infinity) && mayStart(queue.run)) best = queue;
  }
  return best;
}

/** What one run could start in a pool. */
class RunQueue {
  task = -1;
  /** Of the task at hand; -Infinity when there is none. */
  priority = -Infinity;
  private template: GraphTemplate | undefined;
  private refused = 0;
  private readonly tasks: ReturnType<LoadedRun['plan']['inOrder']>;

  constructor(
    readonly run: LoadedRun,
    pool: string,
  ) {
    this.tasks = run.plan.inOrder(pool);
    this.advance();
  }

  next(placed: boolean): void {
    if (placed) this.refused = 0;
    else this.refused++;
    this.advance(this.refused === MOST_REFUSED_OF_TEMPLATE ? 'pass' : undefined);
  }

  close(): void {
    this.tasks.return();
  }

  private advance(pass?: 'pass'): void {
    const { value, done } = this.tasks.next(pass);
    this.priority = done ? -Infinity : value.priority;
    if (done) return;
    this.task = value.task;
    const template = this.run.model.graph.templateOf(value.task);
    if (template !== this.template) this.refused = 0;
    this.template = template;
  }
}
