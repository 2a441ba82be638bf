import type { Cause } from '#wire/states';

const WORDS: Readonly<Record<NonNullable<Cause>, string>> = {
  exit: 'exit code',
  signal: 'ended by signal',
  oom: 'out of memory',
  timeout: 'timed out',
  killed: 'killed',
  lost: 'lost',
  rejected: 'rejected',
  'spawn-error': 'could not be started',
};

/** How an attempt ended, in a few words: `exit code 1`, `ended by signal 9`, `timed out`; empty when it has not. */
export function describeOutcome(cause: Cause, rc: number | null): string {
  if (cause === null) return '';
  if (cause === 'exit') return `${WORDS.exit} ${rc ?? '?'}`;
  if (cause === 'signal') return rc !== null && rc > 128 ? `${WORDS.signal} ${rc - 128}` : WORDS.signal;
  return WORDS[cause];
}
