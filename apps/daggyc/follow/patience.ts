import { setTimeout as sleep } from 'node:timers/promises';
import { ClientError } from '../client-error';
import { ExitCode } from '../exit-codes';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** How long a server that went away is waited for, and who is told. */
export interface Patience {
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** A server that could be reached before cannot be reached now. */
  onLost(reason: string): void;
  /** It can again. */
  onBack(): void;
}

/** Asks again and again as long as the server cannot be reached and the patience lasts; other errors are thrown at once. */
export async function patiently<T>(ask: () => Promise<T>, patience: Patience): Promise<T> {
  const { seconds, signal } = patience;
  let since: number | undefined;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    signal.throwIfAborted();
    try {
      const answer = await ask();
      if (since !== undefined) patience.onBack();
      return answer;
    } catch (error) {
      if (!isAway(error) || (since !== undefined && Date.now() - since > seconds * 1000)) throw error;
      if (since === undefined) patience.onLost(firstSentence((error as Error).message));
      since ??= Date.now();
      await sleep(pause, undefined, { signal });
    }
  }
}

/** Whether the same question may be answered later. */
export function isAway(error: unknown): boolean {
  if (error instanceof ClientError) return error.exitCode === ExitCode.UNREACHABLE;
  return (error as NodeJS.ErrnoException).code === 'ECONNRESET';
}

/** The rest is advice for who has mistaken the address. */
function firstSentence(message: string): string {
  return `${message.split(/\.\s/)[0].replace(/\.$/, '')}.`;
}
