import { Ajv } from 'ajv';
import { problemSchema, type ProblemBody, type ProblemCode } from '#wire/problem';
import type { RunCreated, RunSummary } from '#wire/run';
import type { RunState } from '#wire/states';
import { beginServer, type DaggyProcess, startServer, type StartOptions } from './daggy-process';
import { type Answer, ask, type AskOptions } from './http';

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
const JSON_TYPE = { 'content-type': 'application/json' };

/** A daggyd with SqliteLogger, ForkingTaskExecutor, and NoopTaskExecutor as the pool `dry`. */
export async function startDaggyd(config: object = {}, options: StartOptions = {}): Promise<Api> {
  return new Api(await startServer('daggyd', { config: { ...BASE, ...config }, ...options }));
}

/** The same, without waiting until it is up. */
export function beginDaggyd(config: object, options: StartOptions = {}): Api {
  return new Api(beginServer('daggyd', { config: { ...BASE, ...config }, ...options }));
}

const BASE = {
  port: 0,
  logger: { name: 'SqliteLogger', config: {} },
  executor: { name: 'ForkingTaskExecutor', config: { threads: 10, stopGraceSeconds: 1 } },
  pools: { dry: { name: 'NoopTaskExecutor', config: {} } },
};

/** The API of a running daggyd. */
export class Api {
  constructor(readonly server: DaggyProcess) {}

  /** `path` below the base path of the API. */
  ask(path: string, options: AskOptions = {}): Promise<Answer> {
    return ask(`${this.server.url}/api/v1${path}`, options);
  }

  send(method: string, path: string, body: object | string, headers: Record<string, string> = {}): Promise<Answer> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return this.ask(path, { method, headers: { ...JSON_TYPE, ...headers }, body: text });
  }

  /** The JSON of a successful answer; fails when it is none, or not what the schema says. */
  async get<T>(path: string, schema: object): Promise<T> {
    return valid<T>(await this.ask(path), schema);
  }

  async change<T>(method: string, path: string, body: object, schema: object): Promise<T> {
    return valid<T>(await this.send(method, path, body), schema);
  }

  async submit(definition: object): Promise<number> {
    const answer = await this.send('POST', '/dagruns', definition);
    if (answer.status !== 201) throw new Error(`not submitted: ${answer.status} ${answer.body}`);
    return (JSON.parse(answer.body) as RunCreated).runID;
  }

  async run(runID: number): Promise<RunSummary> {
    return JSON.parse((await this.ask(`/dagruns/${runID}`)).body) as RunSummary;
  }

  /** Waits until the run is in one of the states. */
  async reached(runID: number, ...states: RunState[]): Promise<RunSummary> {
    return this.until(
      `run ${runID} is ${states.join(' or ')}`,
      () => this.run(runID),
      ({ state }) => states.includes(state),
    );
  }

  /** Looks again and again until what is seen is what is wanted. */
  async until<T>(what: string, look: () => Promise<T>, wanted: (seen: T) => boolean, ms = 10_000): Promise<T> {
    const end = Date.now() + ms;
    for (;;) {
      const seen = await look();
      if (wanted(seen)) return seen;
      if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what}; last seen: ${JSON.stringify(seen)}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

/** The JSON of a successful answer; fails when it is none, or not what the schema says. */
export function valid<T>(answer: Answer, schema: object): T {
  if (answer.status >= 300) throw new Error(`${answer.status} ${answer.body}`);
  const value = JSON.parse(answer.body) as T;
  const check = ajv.compile(schema);
  if (!check(value)) throw new Error(`${ajv.errorsText(check.errors)} in ${answer.body.slice(0, 2000)}`);
  return value;
}

/** The body of a refusal; fails when it is none, or another one. */
export function problem(answer: Answer, status: number, code: ProblemCode): ProblemBody {
  expect([answer.status, answer.headers['content-type']]).toEqual([status, 'application/problem+json; charset=utf-8']);
  const body = valid<ProblemBody>({ ...answer, status: 200 }, problemSchema);
  expect([body.status, body.code]).toEqual([status, code]);
  return body;
}

/** A shell command as a job. */
export function shell(script: string): { readonly command: readonly string[] } {
  return { command: ['/bin/sh', '-c', script] };
}
