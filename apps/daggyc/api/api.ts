import type { IncomingMessage } from 'node:http';
import type { AttemptList } from '#wire/attempt';
import type { GraphAnswer } from '#wire/graph';
import type { PoolList } from '#wire/pool';
import type { RunCreated, RunList, RunSummary, ValidationReport } from '#wire/run';
import type { Version } from '#wire/server-info';
import type {
  BulkAnswer,
  BulkRequest,
  RunStateChange,
  RunStateRequest,
  TaskStateChange,
  TaskStateRequest,
} from '#wire/state-change';
import type { Task, TaskList } from '#wire/task';
import { ClientError } from '../client-error';
import { ExitCode } from '../exit-codes';
import { readText } from './read-text';
import type { Request, Transport } from './transport';

/** Query parameters; undefined ones are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** One stream of one attempt. */
export interface OutputPlace {
  readonly runID: number;
  readonly task: string;
  readonly attempt: number;
  readonly stream: 'stdout' | 'stderr';
}

const BASE = '/api/v1';

/** The API of daggyd: one method for each operation that daggyc uses. All reject with a ClientError. */
export class Api {
  constructor(private readonly transport: Transport) {}

  submit(definition: string, idempotencyKey?: string): Promise<RunCreated> {
    const headers = idempotencyKey === undefined ? undefined : { 'idempotency-key': idempotencyKey };
    return this.transport.json(`${BASE}/dagruns`, { method: 'POST', body: definition, headers });
  }

  validate(definition: string): Promise<ValidationReport> {
    return this.transport.json(`${BASE}/dagruns/validate`, { method: 'POST', body: definition });
  }

  runs(query: Query): Promise<RunList> {
    return this.transport.json(`${BASE}/dagruns${queryString(query)}`);
  }

  run(runID: number): Promise<RunSummary> {
    return this.transport.json(runPath(runID));
  }

  /** As it was submitted, byte for byte. */
  async definition(runID: number): Promise<string> {
    return readText(await this.transport.open(`${runPath(runID)}/spec`));
  }

  async removeRun(runID: number): Promise<void> {
    (await this.transport.open(runPath(runID), { method: 'DELETE' })).resume();
  }

  changeRun(runID: number, state: RunStateRequest['state']): Promise<RunStateChange> {
    return this.transport.json(`${runPath(runID)}/state`, patch({ state } satisfies RunStateRequest));
  }

  tasks(runID: number, query: Query): Promise<TaskList> {
    return this.transport.json(`${runPath(runID)}/tasks${queryString(query)}`);
  }

  task(runID: number, task: string): Promise<Task> {
    return this.transport.json(taskPath(runID, task));
  }

  changeTask(runID: number, task: string, request: TaskStateRequest): Promise<TaskStateChange> {
    return this.transport.json(`${taskPath(runID, task)}/state`, patch(request));
  }

  changeTasks(runID: number, request: BulkRequest): Promise<BulkAnswer> {
    return this.transport.json(`${runPath(runID)}/tasks/state`, patch(request));
  }

  attempts(runID: number, query: Query): Promise<AttemptList> {
    return this.transport.json(`${runPath(runID)}/attempts${queryString(query)}`);
  }

  graph(runID: number, query: Query): Promise<GraphAnswer> {
    return this.transport.json(`${runPath(runID)}/graph${queryString(query)}`);
  }

  pools(): Promise<PoolList> {
    return this.transport.json(`${BASE}/pools`);
  }

  version(): Promise<Version> {
    return this.transport.json('/version');
  }

  /** Raw bytes. */
  output(place: OutputPlace, query: Query = {}, request: Request = {}): Promise<IncomingMessage> {
    return this.transport.open(`${outputPath(place)}${queryString(query)}`, request);
  }

  /** Bytes that are there now. */
  async outputSize(place: OutputPlace): Promise<number> {
    const answer = await this.transport.open(outputPath(place), { method: 'HEAD' });
    answer.resume();
    return Number(answer.headers['content-length']);
  }

  /** The stream of server-sent events of a run. */
  events(runID: number, lastEventID: string | undefined, signal: AbortSignal): Promise<IncomingMessage> {
    const headers = lastEventID === undefined ? undefined : { 'last-event-id': lastEventID };
    return this.transport.open(`${BASE}/events${queryString({ runID })}`, { headers, signal });
  }
}

function runPath(runID: number): string {
  return `${BASE}/dagruns/${runID}`;
}

function taskPath(runID: number, task: string): string {
  // It would be the path of something else.
  if (task === '') throw new ClientError(ExitCode.USAGE, 'The name of a task is empty.');
  return `${runPath(runID)}/tasks/${encodeURIComponent(task)}`;
}

function outputPath({ runID, task, attempt, stream }: OutputPlace): string {
  return `${taskPath(runID, task)}/attempts/${attempt}/${stream}`;
}

function patch(body: object): Request {
  return { method: 'PATCH', body: JSON.stringify(body) };
}

function queryString(query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  if (given.length === 0) return '';
  return `?${new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString()}`;
}
