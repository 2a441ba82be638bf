import type { RunModel } from '../run-model';
import { TaskCode, type TaskState } from '../states';
import type { Page } from './page';
import { StateScan } from './task-scan';
import type { Turns } from './turns';

export const TASK_SORTS = ['submission', '-submission', 'startTime', '-startTime'] as const;
export type TaskSort = (typeof TASK_SORTS)[number];

export interface TaskFilter {
  readonly states?: ReadonlySet<TaskState>;
  /** Name of a template. */
  readonly template?: string;
  readonly name?: (name: string) => boolean;
}

export interface TaskQuery extends TaskFilter {
  readonly sort: TaskSort;
  readonly limit: number;
  readonly from?: TaskPosition;
}

/** Where to go on: at a row of the attempt table while tasks that were started are listed, else at a task. */
export interface TaskPosition {
  readonly list: 'started' | 'tasks';
  readonly at: number;
}

/** Names held against a filter in one call. */
export const MOST_NAMES = 20_000;
/** Rows of the attempt table, and tasks that were never started, looked at in one call. */
export const MOST_ROWS = 200_000;

/**
 * A page of a run's tasks: task numbers. A call costs about the same for ten tasks and for a million: after a bounded
 * number of tasks, or when names have taken all of the turn, it answers with what it has found, perhaps nothing, and where to go on. By start time, a task's place
 * is that of its last attempt, and tasks that were never started come last.
 */
export function listTasks(run: RunModel, query: TaskQuery, turn: Pick<Turns, 'over'>): Page<number, TaskPosition> {
  const block = blockOf(run, query.template);
  if (!block) return { items: [] };
  const page = new PageOfTasks(run, query, turn);
  const descending = query.sort.startsWith('-');
  if (query.sort === 'submission' || query.sort === '-submission') {
    const scan = new StateScan(run, { ...block, codes: codesOf(query), descending }, query.from?.at);
    for (let task = scan.take(); task !== undefined; task = scan.take()) {
      if (!page.take(task, { list: 'tasks', at: task })) break;
    }
    return page.result;
  }
  const started = query.from?.list !== 'tasks';
  if (started && !takeStarted(run, page, block, descending, query)) return page.result;
  takeNeverStarted(run, page, block, started ? block.first : (query.from?.at ?? 0), query);
  return page.result;
}

interface Block {
  readonly first: number;
  readonly end: number;
}

/** Tasks of one template, or all; undefined for a template that there is not. */
export function blockOf({ graph, tasks }: RunModel, template?: string): Block | undefined {
  if (template === undefined) return { first: 0, end: tasks.count };
  const found = graph.templateNamed(template);
  return found && { first: found.first, end: found.first + found.count };
}

export function codesOf({ states }: TaskFilter): number[] | undefined {
  return states && Array.from(states, (state) => TaskCode[state]);
}

/** False when the page is full or the call has cost enough. */
function takeStarted(
  run: RunModel,
  page: PageOfTasks,
  { first, end }: Block,
  descending: boolean,
  query: TaskQuery,
): boolean {
  const { attempts, tasks } = run;
  const codes = codesOf(query);
  const step = descending ? -1 : 1;
  for (
    let row = query.from?.at ?? (descending ? attempts.count - 1 : 0);
    row >= 0 && row < attempts.count;
    row += step
  ) {
    const task = attempts.taskAt(row);
    const shown =
      tasks.lastAttempt[task] === row && task >= first && task < end && (!codes || codes.includes(tasks.state[task]));
    if (!page.look(row, 'started')) return false;
    if (shown && !page.take(task, { list: 'started', at: row })) return false;
  }
  return true;
}

function takeNeverStarted(run: RunModel, page: PageOfTasks, block: Block, from: number, query: TaskQuery): void {
  const { lastAttempt, state } = run.tasks;
  const codes = codesOf(query);
  const column = lastAttempt.subarray(0, block.end);
  for (let task = column.indexOf(-1, Math.max(from, block.first)); task >= 0; task = column.indexOf(-1, task + 1)) {
    if (!page.look(task, 'tasks')) return;
    if (codes && !codes.includes(state[task])) continue;
    if (!page.take(task, { list: 'tasks', at: task })) return;
  }
}

/** Collects a page; knows when it is full, and when a call has cost enough. */
class PageOfTasks {
  private readonly items: number[] = [];
  private next?: TaskPosition;
  private names = 0;
  private rows = 0;

  constructor(
    private readonly run: RunModel,
    private readonly query: TaskQuery,
    private readonly turn: Pick<Turns, 'over'>,
  ) {}

  get result(): Page<number, TaskPosition> {
    return { items: this.items, next: this.next };
  }

  /** One more place is looked at; false when that is one too many. */
  look(at: number, list: TaskPosition['list']): boolean {
    if (this.rows++ < MOST_ROWS) return true;
    this.next = { list, at };
    return false;
  }

  /** A task in one of the states; false when it no longer fits, and the next page begins with it. */
  take(task: number, position: TaskPosition): boolean {
    const { name, limit } = this.query;
    if (name && this.names > 0 && (this.names === MOST_NAMES || this.turn.over())) {
      this.next = position;
      return false;
    }
    this.names++;
    if (name && !name(this.run.graph.nameOf(task))) return true;
    if (this.items.length === limit) {
      this.next = position;
      return false;
    }
    this.items.push(task);
    return true;
  }
}
