import type { Span } from './byte-range';
import { type ByteSource, CHUNK } from './byte-source';
import type { ResponseWriter } from './response-writer';

const POLL_MS = 100;

export interface FollowOptions {
  /** Resolves when nothing more will be written; what is there by then is still sent. */
  readonly ended: Promise<void>;
  /** Aborted when the server stops. */
  readonly signal: AbortSignal;
}

/** Sends from `from.start` on until the source has ended and all of it is sent, or the client or the server goes away. */
export async function followBytes(
  source: ByteSource,
  from: Span,
  writer: ResponseWriter,
  { ended, signal }: FollowOptions,
): Promise<void> {
  let hasEnded = false;
  const end = ended.then(() => {
    hasEnded = true;
  });
  let at = from.start;
  while (!writer.closed && !signal.aborted) {
    // Asked before the size: what was written before the end is then in the size.
    const last = hasEnded;
    const size = await source.size();
    while (at < size && !writer.closed && !signal.aborted) {
      const chunk = await source.read(at, Math.min(at + CHUNK, size));
      if (chunk.length === 0) break;
      at += chunk.length;
      await writer.write(chunk);
    }
    if (last) return;
    await nextLook(end, writer, signal);
  }
}

/** Whatever comes first: the end, a tenth of a second, the client or the server going away. */
async function nextLook(end: Promise<void>, writer: ResponseWriter, signal: AbortSignal): Promise<void> {
  let wake: () => void = () => undefined;
  const woken = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const timer = setTimeout(wake, POLL_MS);
  const forget = writer.onceClosed(wake);
  signal.addEventListener('abort', wake, { once: true });
  await Promise.race([woken, end]);
  clearTimeout(timer);
  forget();
  signal.removeEventListener('abort', wake);
}
