import type { LineCounts } from '#wire/line-counts';
import type { SearchAnswer } from '#wire/search';
import { ask, askRaw, Refused, urlOf } from './request';
import { taskPath } from './tasks';

export type OutputStream = 'stdout' | 'stderr';

/** One stream of one attempt. */
export interface OutputPlace {
  readonly runID: number;
  readonly taskName: string;
  readonly attempt: number;
  readonly stream: OutputStream;
}

/** For a link to all of it. */
export const outputUrl = (place: OutputPlace): string => urlOf(outputPath(place));

/** Bytes of what is kept now. */
export async function outputSize(place: OutputPlace, signal?: AbortSignal): Promise<number> {
  const answer = await askRaw(outputPath(place), { method: 'HEAD', signal });
  return Number(answer.headers.get('content-length'));
}

/** The last bytes, at most `most`, and how many there are. */
export async function outputTail(
  place: OutputPlace,
  most: number,
  signal?: AbortSignal,
): Promise<{ size: number; bytes: Uint8Array }> {
  try {
    const answer = await askRaw(outputPath(place), { headers: { Range: `bytes=-${most}` }, signal });
    const size = Number(/\/(\d+)$/.exec(answer.headers.get('content-range') ?? '')?.[1]);
    return { size, bytes: new Uint8Array(await answer.arrayBuffer()) };
  } catch (error) {
    // Nothing has no last bytes.
    if (error instanceof Refused && error.problem.status === 416) return { size: 0, bytes: new Uint8Array(0) };
    throw error;
  }
}

/** Bytes from `start` up to but without `end`, which are there. */
export async function outputRange(
  place: OutputPlace,
  start: number,
  end: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const headers = { Range: `bytes=${start}-${end - 1}` };
  const answer = await askRaw(outputPath(place), { headers, signal });
  return new Uint8Array(await answer.arrayBuffer());
}

/** Everything from byte `from` on, as it is written, until the attempt ends or the server stops. */
export async function followOutput(
  place: OutputPlace,
  from: number,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const answer = await askRaw(outputPath(place), { query: { follow: true, from }, signal });
  if (answer.body === null) throw new Error('an answer without a body');
  return answer.body;
}

export function countLines(place: OutputPlace, from: number, signal?: AbortSignal): Promise<LineCounts> {
  return ask(`${outputPath(place)}/lines`, { query: { from }, signal });
}

export function searchOutput(
  place: OutputPlace,
  regex: string,
  limit: number,
  signal?: AbortSignal,
): Promise<SearchAnswer> {
  return ask(`${outputPath(place)}/search`, { query: { regex, limit }, signal });
}

function outputPath({ runID, taskName, attempt, stream }: OutputPlace): string {
  return `${taskPath(runID, taskName)}/attempts/${attempt}/${stream}`;
}
