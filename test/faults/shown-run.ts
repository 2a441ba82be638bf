import type { Attempt } from '#dag/run/attempt-table';
import { foldRun } from '#dag/engine/run-library';
import type { StateLogger } from '#dag/ports/state-logger';
import type { RunList, RunSummary } from '#wire/run';
import type { Task, TaskList } from '#wire/task';
import type { Api } from '../support/api';

/** A run as daggyd's API or its store has it. */
export interface ShownRun {
  readonly runID: number;
  readonly tag: string;
  readonly state: string;
  readonly tasks: ReadonlyMap<string, ShownTask>;
}

export interface ShownTask {
  readonly state: string;
  readonly attempts: readonly ShownAttempt[];
}

export interface ShownAttempt {
  readonly attempt: number;
  /** null while it runs. */
  readonly cause: string | null;
  readonly rc: number | null;
  readonly outputBytes: number;
  readonly errorBytes: number;
  /** What was captured; the store has none. */
  readonly output?: { readonly stdout: string; readonly stderr: string };
}

const MOST_ITEMS = 1_000;
const REQUESTS_AT_ONCE = 6;

/** All runs with all that the API shows of them. */
export async function shownByApi(api: Api): Promise<ShownRun[]> {
  const summaries = await pages<RunSummary>(api, '/dagruns?');
  const shown: ShownRun[] = [];
  const worker = async (): Promise<void> => {
    for (let next = summaries.pop(); next; next = summaries.pop()) shown.push(await shownRun(api, next));
  };
  await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, worker));
  return shown.sort((a, b) => a.runID - b.runID);
}

async function shownRun(api: Api, { runID, tag, state }: RunSummary): Promise<ShownRun> {
  const tasks = new Map<string, ShownTask>();
  for (const { name } of await pages<TaskList['items'][number]>(api, `/dagruns/${runID}/tasks?`)) {
    const task = await json<Task>(api, `/dagruns/${runID}/tasks/${name}`);
    const attempts = task.attempts.map(({ attempt, cause, rc, outputBytes, errorBytes, outputLog, errorLog }) => {
      return { attempt, cause, rc, outputBytes, errorBytes, output: { stdout: outputLog, stderr: errorLog } };
    });
    tasks.set(name, { state: task.state, attempts });
  }
  return { runID, tag, state, tasks };
}

async function pages<T>(api: Api, path: string): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const more: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: { items: T[]; nextCursor: string | null } = await json(api, `${path}limit=${MOST_ITEMS}${more}`);
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}

async function json<T>(api: Api, path: string): Promise<T> {
  const { status, body } = await api.ask(path);
  if (status !== 200) throw new Error(`GET ${path}: ${status} ${body}`);
  return JSON.parse(body) as T;
}

/** The runs that are in progress. */
export async function activeRuns(api: Api): Promise<RunSummary[]> {
  return (await json<RunList>(api, `/dagruns?state=QUEUED,RUNNING&limit=${MOST_ITEMS}`)).items;
}

/** All runs as a logger that was just opened reads them. */
export async function shownByStore(logger: StateLogger): Promise<ShownRun[]> {
  const { records } = await logger.open();
  const shown: ShownRun[] = [];
  for (const { runID } of records) {
    const { model } = await foldRun(runID, await logger.read(runID));
    const tasks = new Map<string, ShownTask>();
    for (let task = 0; task < model.tasks.count; task++) {
      const attempts = model.attemptsOf(task).map(storedAttempt);
      tasks.set(model.graph.nameOf(task), { state: model.tasks.stateOf(task), attempts });
    }
    shown.push({ runID, tag: model.tag, state: model.state, tasks });
  }
  return shown;
}

function storedAttempt({ attempt, cause, rc, outputBytes, errorBytes }: Attempt): ShownAttempt {
  return { attempt, cause: cause ?? null, rc: rc ?? null, outputBytes, errorBytes };
}
