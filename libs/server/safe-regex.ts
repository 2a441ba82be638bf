import { RE2JS, RE2JSException } from 're2js';

export type TextFilter = (text: string) => boolean;
export type CompiledFilter =
  { readonly ok: true; readonly filter: TextFilter } | { readonly ok: false; readonly reason: string };

const MAX_PATTERN = 1_000;

/**
 * A filter from a pattern that somebody else wrote: its time is linear in the text, whatever the pattern (RE2 syntax: no
 * look-around, no back references). It matches anywhere in the text unless anchored.
 */
export function compileFilter(pattern: string): CompiledFilter {
  if (pattern === '') return { ok: false, reason: 'must not be empty' };
  if (pattern.length > MAX_PATTERN) return { ok: false, reason: `must be at most ${MAX_PATTERN} characters long` };
  try {
    const compiled = RE2JS.compile(pattern);
    return { ok: true, filter: (text) => compiled.test(text) };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { ok: false, reason: `is not a regular expression of RE2 syntax: ${error.message}` };
  }
}
