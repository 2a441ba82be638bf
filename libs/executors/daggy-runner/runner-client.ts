import type { Dispatcher, Pool } from 'undici';
import type { OutputStream, StopCause } from '#dag/ports/executor';
import type { RunnerTaskList, StartTasksAnswer } from '#wire/runner';
import { readStartAnswer, readTaskList } from './answers';
import { loadUndici } from './load-undici';
import { explainFailure, RunnerError } from './runner-error';
import { MOST_CORES, MOST_MEMORY_MB } from './runner-job';
import { Turns } from './turns';

export interface ClientOptions {
  readonly url: string;
  readonly token?: string;
  /** `<store id>:<fencing token>`: whoever has a greater token has taken the store over. */
  readonly owner: string;
  /** Every task id of this client begins so. */
  readonly prefix: string;
  /** How long a runner may take to answer, beyond what it was asked to wait. */
  readonly answerMs: number;
}

/** A kept-open request waits in one, starts go through another, and stops and what is to be forgotten through a third. */
const CONNECTIONS = 3;
/** Output has connections of its own: half are for what ended attempts have written, half for who reads it as it comes. */
const MOST_DOWNLOADS = 4;
const MOST_READS = 4;
const JSON_TYPE = 'application/json';
/** A job in good order that no runner can take. */
const NEVER_FITS = { command: ['true'], cores: MOST_CORES, memoryMB: MOST_MEMORY_MB };

interface Call {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly timeoutMs?: number;
  /** Takes the request back. */
  readonly signal?: AbortSignal;
  readonly pool?: Pool;
}

/** The API of one runner. Every method rejects with a RunnerError. */
export class RunnerClient {
  // A deadline begins when the connection is free.
  private readonly downloads = new Turns(MOST_DOWNLOADS);
  private readonly reads = new Turns(MOST_READS);

  private constructor(
    private readonly options: ClientOptions,
    private readonly pool: Pool,
    private readonly outputPool: Pool,
  ) {}

  static async open(options: ClientOptions): Promise<RunnerClient> {
    const { Pool } = await loadUndici();
    const { origin } = new URL(options.url);
    const connect = { timeout: options.answerMs };
    // Requests have deadlines of their own.
    const limits = { headersTimeout: 0, bodyTimeout: 0 };
    const pool = (connections: number) => new Pool(origin, { connections, connect, ...limits });
    return new RunnerClient(options, pool(CONNECTIONS), pool(MOST_DOWNLOADS + MOST_READS));
  }

  /** All tasks of this client; or those that ended after the first `finishedSince`, waiting for one if there is none. */
  async list(finishedSince: number | undefined, waitSeconds: number, signal: AbortSignal): Promise<RunnerTaskList> {
    const { prefix, answerMs } = this.options;
    const query = new URLSearchParams({ prefix });
    if (finishedSince !== undefined) query.set('finishedSince', String(finishedSince));
    if (waitSeconds > 0) query.set('wait', String(waitSeconds));
    const timeoutMs = 1000 * waitSeconds + answerMs;
    return readTaskList(await this.json({ method: 'GET', path: `/tasks?${query}`, timeoutMs, signal }));
  }

  /** Starts tasks, each the JSON text of one, at the given instance of the runner only. */
  async start(tasks: readonly string[], instance: string): Promise<StartTasksAnswer> {
    const headers = { 'daggy-instance': instance };
    return readStartAnswer(await this.post('/tasks', `{"tasks":[${tasks.join(',')}]}`, headers), tasks.length);
  }

  /** Those of at most 1,000 ids that were ever started at this instance, also if they were forgotten since. Starts nothing. */
  async everStarted(taskIDs: readonly string[], instance: string): Promise<string[]> {
    // Whether it knows an id is the first thing that a runner looks at.
    const tasks = taskIDs.map((taskID) => JSON.stringify({ taskID, ...NEVER_FITS }));
    const { items } = await this.start(tasks, instance);
    return items.filter(({ status }) => status === 'started').map(({ taskID }) => taskID);
  }

  async stop(taskIDs: readonly string[], cause: StopCause): Promise<void> {
    await this.post('/tasks/stop', JSON.stringify({ taskIDs, cause }));
  }

  /** Ends and removes tasks with their output. */
  async forget(taskIDs: readonly string[]): Promise<void> {
    await this.post('/tasks/forget', JSON.stringify({ taskIDs }));
  }

  /** Bytes that can be read now. */
  async outputSize(taskID: string, stream: OutputStream): Promise<number> {
    const call = this.outputCall('HEAD', taskID, stream);
    return this.reads.take(() =>
      this.request(call, async ({ headers, body }) => {
        await body.dump();
        return Number(headers['content-length'] ?? 0);
      }),
    );
  }

  /** Bytes from `start` up to but without `end`; shorter at the end of what there is. */
  async outputRange(taskID: string, stream: OutputStream, start: number, end: number): Promise<Uint8Array> {
    if (end <= start) return new Uint8Array(0);
    const call = { ...this.outputCall('GET', taskID, stream), headers: { range: `bytes=${start}-${end - 1}` } };
    try {
      return await this.reads.take(() =>
        this.request(call, async ({ body }, goesOn) => {
          const pieces: Uint8Array[] = [];
          for await (const piece of body) {
            pieces.push(piece as Uint8Array);
            goesOn();
          }
          return Buffer.concat(pieces);
        }),
      );
    } catch (error) {
      if (error instanceof RunnerError && error.status === 416) return new Uint8Array(0);
      throw error;
    }
  }

  /** Waits until another download can begin. */
  downloadTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.downloads.take(work);
  }

  /**
   * Hands all of an ended task's output over, piece by piece. Rejects with what `take` rejects with too. To be called in a
   * `downloadTurn`.
   */
  async download(taskID: string, stream: OutputStream, take: (bytes: Uint8Array) => Promise<void>): Promise<void> {
    let failure: { readonly error: unknown } | undefined;
    const call = this.outputCall('GET', taskID, stream);
    try {
      await this.request(call, async ({ body }, goesOn) => {
        for await (const bytes of body) {
          await take(bytes as Uint8Array).catch((error: unknown) => {
            failure = { error };
            throw error;
          });
          goesOn();
        }
      });
    } catch (error) {
      throw failure ? failure.error : error;
    }
  }

  /** Ends all that is under way. */
  async close(): Promise<void> {
    await Promise.all([this.pool.destroy(), this.outputPool.destroy()]);
  }

  private post(path: string, body: string, headers: Record<string, string> = {}): Promise<unknown> {
    return this.json({ method: 'POST', path, body, headers: { 'content-type': JSON_TYPE, ...headers } });
  }

  private outputCall(method: 'GET' | 'HEAD', taskID: string, stream: OutputStream): Call {
    return { method, path: `/task/${taskID}/${stream}`, pool: this.outputPool };
  }

  private json(call: Call): Promise<unknown> {
    return this.request(call, ({ body }) => body.json());
  }

  /** One deadline for the connection, the answer and what `read` reads of it, set anew whenever that `goesOn`. */
  private async request<T>(
    call: Call,
    read: (answer: Dispatcher.ResponseData, goesOn: () => void) => Promise<T>,
  ): Promise<T> {
    const { method, path, headers, body, timeoutMs = this.options.answerMs, signal, pool = this.pool } = call;
    const abort = new AbortController();
    const stop = () => abort.abort();
    const timer = setTimeout(stop, timeoutMs);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const answer = await pool.request({
        method,
        path: `/api/v1${path}`,
        headers: { ...this.commonHeaders(), ...headers },
        body,
        signal: abort.signal,
      });
      if (answer.statusCode >= 300) throw await refusal(answer);
      return await read(answer, () => timer.refresh());
    } catch (error) {
      throw explainFailure(error, abort.signal.aborted);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    }
  }

  private commonHeaders(): Record<string, string> {
    const { owner, token } = this.options;
    return { 'daggy-owner': owner, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  }
}

/** The error that an answer other than 2xx stands for. */
async function refusal({ statusCode, body }: Dispatcher.ResponseData): Promise<RunnerError> {
  const text = await body.text();
  const { detail, code } = problemOf(text);
  const failure = statusCode < 500 || statusCode === 503 ? 'refused' : 'no-answer';
  return new RunnerError(failure, `it answers ${statusCode}${detail ? `: ${detail}` : ''}`, statusCode, code);
}

/** Of what may be no problem+json at all. */
function problemOf(text: string): { detail?: string; code?: string } {
  try {
    return (JSON.parse(text) ?? {}) as { detail?: string; code?: string };
  } catch {
    return { detail: text.slice(0, 200) };
  }
}
