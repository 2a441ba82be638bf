import type { Api, OutputPlace } from '../api/api';
import { isAway, patiently, type Patience } from './patience';

const NEWLINE = 0x0a;
/** Bytes that are looked through for line ends at a time. */
const CHUNK = 64 * 1024;

/** The bytes of one stream of an attempt while it writes them, until it has ended; goes on where it was after a lost connection. */
export async function* followOutput(
  api: Api,
  place: OutputPlace,
  start: number,
  patience: Patience,
): AsyncGenerator<Buffer> {
  let at = start;
  for (;;) {
    const query = { follow: true, from: at };
    const stream = await patiently(() => api.output(place, query, { signal: patience.signal }), patience);
    let complete = false;
    try {
      for await (const chunk of stream) {
        const bytes = chunk as Buffer;
        at += bytes.length;
        yield bytes;
      }
      complete = true;
    } catch (error) {
      if (patience.signal.aborted || !isAway(error)) throw error;
    } finally {
      stream.destroy();
    }
    patience.signal.throwIfAborted();
    if (complete && (await patiently(() => isAll(api, place, at), patience))) return;
  }
}

/** A server that stops ends the stream as well, and the attempt may have written more and ended until the next one answers. */
async function isAll(api: Api, place: OutputPlace, read: number): Promise<boolean> {
  return (await hasEnded(api, place)) && (await api.outputSize(place)) <= read;
}

/** Where the last so many lines begin. */
export async function tailStart(api: Api, place: OutputPlace, lines: number): Promise<number> {
  const size = await api.outputSize(place);
  let missing = lines;
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - CHUNK);
    const bytes = await read(api, place, start, end);
    for (let at = bytes.length - 1; at >= 0; at--) {
      // The last line's own end does not count.
      if (bytes[at] === NEWLINE && start + at !== size - 1 && --missing === 0) return start + at + 1;
    }
    end = start;
  }
  return lines === 0 ? size : 0;
}

async function read(api: Api, place: OutputPlace, start: number, end: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const headers = { range: `bytes=${start}-${end - 1}` };
  for await (const chunk of await api.output(place, {}, { headers })) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function hasEnded(api: Api, { runID, task, attempt }: OutputPlace): Promise<boolean> {
  const { attempts } = await api.task(runID, task);
  return attempts.every((each) => each.attempt !== attempt || each.stopTime !== null);
}
