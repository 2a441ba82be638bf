import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { OutputStream } from '#dag/ports/executor';
import type { RunnerTaskBrief } from '#wire/runner';
import { keepOutput } from '../output/keep-output';
import { outputPath } from '../output/output-paths';
import type { RemoteAttempt } from './remote-attempt';
import { RunnerError } from './runner-error';
import type { RunnerLink } from './runner-link';
import type { FetchedOutput } from './runner-result';

const RETRY_MS = 200;
const GONE = 'the runner is lost, or was restarted';

export interface OutputPlace {
  readonly outputRoot: string;
  readonly maxOutputBytes: number;
}

/**
 * Fetches what an ended attempt wrote into the files of this server. It is tried as long as the runner may come back;
 * what it failed with then, or what the file system says, is in the answer. Undefined when `signal` is aborted.
 */
export async function fetchOutput(
  { key, taskID }: RemoteAttempt,
  { outputBytes, errorBytes, truncated: cut }: RunnerTaskBrief,
  link: RunnerLink,
  place: OutputPlace,
  signal: AbortSignal,
): Promise<FetchedOutput | undefined> {
  const { instance } = link.runner;
  const streams: OutputStream[] = [];
  if (outputBytes > 0) streams.push('stdout');
  if (errorBytes > 0) streams.push('stderr');
  let truncated = false;
  for (const stream of streams) {
    const final = outputPath(place.outputRoot, key, stream);
    const part = `${final}.part`;
    try {
      for (;;) {
        const isGone = () => link.runner.state === 'lost' || link.runner.instance !== instance;
        const failure = await link.downloadTurn(async () =>
          isGone() ? new RunnerError('no-answer', GONE) : copy(link, taskID, stream, part),
        );
        if (signal.aborted) return undefined;
        if (!failure) break;
        if (failure.failure === 'refused' || isGone()) return { truncated, failure: failure.message };
        await pause(RETRY_MS);
      }
      const kept = keepOutput(part, final, place.maxOutputBytes);
      if (kept.truncated) truncated = true;
      const written = stream === 'stdout' ? outputBytes : errorBytes;
      // What a cap has cut out at the runner is missing in good order.
      if (kept.total < (cut ? 1 : written)) {
        return { truncated, failure: `the runner has ${kept.total} of ${written} bytes of its ${stream}` };
      }
    } catch (error) {
      return { truncated, failure: String(error) };
    } finally {
      await rm(part, { force: true });
    }
  }
  return { truncated };
}

/** Resolves with what the runner failed with; rejects with the file system's errors. */
async function copy(
  link: RunnerLink,
  taskID: string,
  stream: OutputStream,
  path: string,
): Promise<RunnerError | undefined> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, 'w', 0o600);
  try {
    await link.download(taskID, stream, (bytes) => writeFile(file, bytes));
    return undefined;
  } catch (error) {
    if (error instanceof RunnerError) return error;
    throw error;
  } finally {
    await file.close();
  }
}
