import type { RunEvent } from '#dag/run/events';

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
