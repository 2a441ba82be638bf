import type { IncomingMessage } from 'node:http';
import type { Api, OutputPlace } from '../api/api';
import { pages } from '../api/pages';
import type { TaskSummary } from '#wire/task';
import type { Session } from '../session';
import { inOrder } from './in-order';
import type { LogOptions } from './log-options';
import { copyOutput } from './task-log';

/** Tasks whose output is asked for at the same time. */
const TASKS_AT_ONCE = 4;

/** The output of a task, as it begins to come. */
interface TaskOutput {
  readonly task: TaskSummary;
  readonly answers: readonly { readonly stream: OutputPlace['stream']; readonly answer: IncomingMessage }[];
}

/** Writes what the last attempts of tasks wrote, each under a header, as `tail` does with several files. */
export async function allLogs(session: Session, api: Api, runID: number, options: LogOptions): Promise<void> {
  const { stderr, tail, raw } = options;
  const streams: readonly OutputPlace['stream'][] = stderr ? ['stderr'] : ['stdout', 'stderr'];
  const ask = async (task: TaskSummary): Promise<TaskOutput> => {
    const place = { runID, task: task.name, attempt: task.attempts };
    const answers = streams.map(async (stream) => ({
      stream,
      answer: await api.output({ ...place, stream }, { tail }),
    }));
    return { task, answers: await Promise.all(answers) };
  };
  let tasks = 0;
  for await (const output of inOrder(startedTasks(api, runID, options), TASKS_AT_ONCE, ask)) {
    tasks++;
    await writeOutput(session, output, raw === true);
  }
  if (tasks === 0) await session.tell(`Run ${runID} has no ${options.failed ? 'failed' : 'started'} tasks.`);
}

async function* startedTasks(api: Api, runID: number, { failed }: LogOptions): AsyncGenerator<TaskSummary> {
  const state = failed ? 'ERRORED,KILLED' : undefined;
  for await (const page of pages((query) => api.tasks(runID, { state, ...query }), Infinity)) {
    yield* page.filter(({ attempts }) => attempts > 0);
  }
}

/** A stream to which nothing was written has no header, unless that is true of all. */
async function writeOutput(session: Session, { task, answers }: TaskOutput, raw: boolean): Promise<void> {
  const { out } = session;
  let written = false;
  for (const { stream, answer } of answers) {
    if (answer.headers['content-length'] === '0') {
      answer.resume();
      continue;
    }
    written = true;
    await out.line(out.paint(header(task, stream), 'bold'));
    await copyOutput(session, answer, raw);
    await out.line();
  }
  const all = answers.map(({ stream }) => stream).join(' and ');
  if (!written) await out.line(out.paint(`${header(task, all)}: nothing`, 'bold'));
}

function header({ name, attempts, state, cause, rc }: TaskSummary, stream: string): string {
  const end = cause === null ? state : `${state}, ${cause}${rc === null ? '' : `, rc ${rc}`}`;
  return `==> ${name}, attempt ${attempts}, ${stream} (${end}) <==`;
}
