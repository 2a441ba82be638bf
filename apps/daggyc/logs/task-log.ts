import type { Api, OutputPlace } from '../api/api';
import { ClientError } from '../client-error';
import { ExitCode } from '../exit-codes';
import { nextAttempt } from '../follow/next-attempt';
import { patienceOf } from '../follow/options';
import { followOutput, tailStart } from '../follow/output';
import { taskText } from '../output/task-text';
import type { Session } from '../session';
import type { LogOptions } from './log-options';

/** Writes what one attempt wrote, so far. */
export async function taskLog(
  session: Session,
  api: Api,
  runID: number,
  task: string,
  options: LogOptions,
): Promise<void> {
  const attempt = options.attempt ?? (await lastAttempt(api, runID, task));
  if (attempt === 0) {
    throw new ClientError(
      ExitCode.NOT_FOUND,
      `Task ${task} of run ${runID} was not started yet; --follow waits for it.`,
    );
  }
  const place: OutputPlace = { runID, task, attempt, stream: streamOf(options) };
  await copyOutput(session, await api.output(place, { tail: options.tail }), options.raw === true);
}

/** Writes what attempts of a task write, one after the other, until there will be none any more. */
export async function followTask(
  session: Session,
  api: Api,
  runID: number,
  task: string,
  options: LogOptions,
): Promise<void> {
  const patience = patienceOf(session, options);
  const raw = options.raw === true;
  const newest = await lastAttempt(api, runID, task);
  let last = options.attempt ?? newest;
  let { tail } = options;
  if (last === 0) await session.tell(`Task ${task} was not started yet.`);
  for (;;) {
    if (last > 0) {
      const place: OutputPlace = { runID, task, attempt: last, stream: streamOf(options) };
      const start = tail === undefined ? 0 : await tailStart(api, place, tail);
      await copyOutput(session, followOutput(api, place, start, patience), raw);
      if (options.attempt !== undefined) return;
      tail = undefined;
    }
    const next = await nextAttempt(api, runID, task, last, patience);
    if (next === undefined) return;
    if (last > 0) await session.tell(`Attempt ${last} of ${task} has failed; this is attempt ${next}.`);
    last = next;
  }
}

/** To stdout; `raw`: byte for byte also to a terminal. */
export async function copyOutput(session: Session, pieces: AsyncIterable<Buffer>, raw: boolean): Promise<void> {
  const text = taskText(session.out, raw);
  for await (const bytes of pieces) await session.out.write(text.push(bytes));
  const rest = text.end();
  if (rest.length > 0) await session.out.write(rest);
}

function streamOf({ stderr }: LogOptions): OutputPlace['stream'] {
  return stderr ? 'stderr' : 'stdout';
}

async function lastAttempt(api: Api, runID: number, task: string): Promise<number> {
  return (await api.task(runID, task)).attempts.at(-1)?.attempt ?? 0;
}
