import type { RunEvent } from '#dag/run/events';
import { breathe } from './breathe';

/** Most events that are encoded, or handed to a reader, before other work gets its turn: a few ms. */
export const EVENTS_PER_CHUNK = 5_000;

/** The events in pieces of at most EVENTS_PER_CHUNK; itself when it is no longer than that. */
export function* inChunks(events: readonly RunEvent[]): Iterable<readonly RunEvent[]> {
  if (events.length <= EVENTS_PER_CHUNK) {
    yield events;
    return;
  }
  for (let start = 0; start < events.length; start += EVENTS_PER_CHUNK) {
    yield events.slice(start, start + EVENTS_PER_CHUNK);
  }
}

/** What a store keeps in small pieces, by pages of them, as chunks of at most EVENTS_PER_CHUNK; other work has its turn after each. */
export async function* joined(
  pages: AsyncIterable<Iterable<readonly RunEvent[]>>,
): AsyncGenerator<readonly RunEvent[]> {
  let chunk: RunEvent[] = [];
  for await (const page of pages) {
    for (const piece of page) {
      if (chunk.length > 0 && chunk.length + piece.length > EVENTS_PER_CHUNK) {
        yield chunk;
        await breathe();
        chunk = [];
      }
      for (const event of piece) chunk.push(event);
    }
  }
  if (chunk.length > 0) yield chunk;
}

export function countOf(pieces: Iterable<readonly RunEvent[]>): number {
  let count = 0;
  for (const piece of pieces) count += piece.length;
  return count;
}
