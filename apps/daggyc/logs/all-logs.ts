import type { Api, OutputPlace } from '../api/api';
import { pages } from '../api/pages';
import type { TaskSummary } from '#wire/task';
import type { Session } from '../session';
import type { LogOptions } from './log-options';
import { copyOutput } from './task-log';

/** Writes what the last attempts of tasks wrote, each under a header, as `tail` does with several files. */
export async function allLogs(session: Session, api: Api, runID: number, options: LogOptions): Promise<void> {
  const state = options.failed ? 'ERRORED,KILLED' : undefined;
  let tasks = 0;
  for await (const page of pages((query) => api.tasks(runID, { state, ...query }), Infinity)) {
    for (const task of page) {
      if (task.attempts === 0) continue;
      tasks++;
      await taskLogs(session, api, runID, task, options);
    }
  }
  if (tasks === 0) await session.tell(`Run ${runID} has no ${options.failed ? 'failed' : 'started'} tasks.`);
}

/** A stream to which nothing was written has no header, unless that is true of all. */
async function taskLogs(
  session: Session,
  api: Api,
  runID: number,
  task: TaskSummary,
  { stderr, tail, raw }: LogOptions,
): Promise<void> {
  const { out } = session;
  const streams: readonly OutputPlace['stream'][] = stderr ? ['stderr'] : ['stdout', 'stderr'];
  let written = false;
  for (const stream of streams) {
    const answer = await api.output({ runID, task: task.name, attempt: task.attempts, stream }, { tail });
    if (answer.headers['content-length'] === '0') {
      answer.resume();
      continue;
    }
    written = true;
    await out.line(out.paint(header(task, stream), 'bold'));
    await copyOutput(session, answer, raw === true);
    await out.line();
  }
  if (!written) await out.line(out.paint(`${header(task, streams.join(' and '))}: nothing`, 'bold'));
}

function header({ name, attempts, state, cause, rc }: TaskSummary, stream: string): string {
  const end = cause === null ? state : `${state}, ${cause}${rc === null ? '' : `, rc ${rc}`}`;
  return `==> ${name}, attempt ${attempts}, ${stream} (${end}) <==`;
}
