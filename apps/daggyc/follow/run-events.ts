import type { Event } from '#wire/event';
import type { Api } from '../api/api';
import { isAway, patiently, type Patience } from './patience';
import { serverSentEvents } from './sse';

/** Silence that the server breaks every 15 s when all is well. */
const SILENCE_MS = 45_000;

/** `connected`: everything that happens from now on is told; what is known from before must be read afresh. */
export type Heard = { readonly type: 'connected' } | Event;

/** All that happens to a run, over as many connections as it takes; ends only by an error or when it is aborted. */
export async function* runEvents(api: Api, runID: number, patience: Patience): AsyncGenerator<Heard> {
  const { signal } = patience;
  let lastID: string | undefined;
  for (;;) {
    const stream = await patiently(() => api.events(runID, lastID, signal), patience);
    stream.socket.setTimeout(SILENCE_MS, () => stream.destroy());
    try {
      if (lastID === undefined) yield { type: 'connected' };
      for await (const { id, data } of serverSentEvents(stream)) {
        lastID = id ?? lastID;
        yield JSON.parse(data) as Event;
      }
    } catch (error) {
      if (signal.aborted || !(isAway(error) || isCut(error))) throw error;
    } finally {
      stream.destroy();
    }
    signal.throwIfAborted();
  }
}

/** The stream was destroyed because it had fallen silent. */
function isCut(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE';
}
