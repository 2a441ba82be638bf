import { RE2JS, RE2JSException } from 're2js';
import { HttpProblem } from './http/http-problem';

/** Throws a 400 when the pattern has taken too long over all texts together. */
export type TextFilter = (text: string) => boolean;
export type CompiledFilter =
  { readonly ok: true; readonly filter: TextFilter } | { readonly ok: false; readonly reason: string };

const MAX_PATTERN = 1_000;
/** Means itself. */
const PLAIN = /^[A-Za-z0-9_ -]{1,1000}$/;
/** Instructions of the compiled pattern. Time goes by their number too: about 8 ns for each and each character at worst. */
const MAX_PROGRAM = 500;
/** Time that one filter may take, over all texts together; callers let others go first in between. */
const BUDGET_MS = 5_000;

/**
 * A filter from a pattern that somebody else wrote: its time is linear in the text, whatever the pattern (RE2 syntax: no
 * look-around, no back references). It matches anywhere in the text unless anchored. For one request.
 */
export function compileFilter(pattern: string, budgetMs = BUDGET_MS): CompiledFilter {
  if (pattern === '') return { ok: false, reason: 'must not be empty' };
  // Most people look for a word, and there may be a great many runs to look at.
  if (PLAIN.test(pattern)) return { ok: true, filter: (text) => text.includes(pattern) };
  if (pattern.length > MAX_PATTERN) return { ok: false, reason: `must be at most ${MAX_PATTERN} characters long` };
  try {
    const compiled = RE2JS.compile(pattern);
    if (compiled.programSize() > MAX_PROGRAM) {
      return { ok: false, reason: 'is too large once its repetitions are written out; ask for fewer of them' };
    }
    return { ok: true, filter: withinBudget((text) => compiled.test(text), budgetMs) };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { ok: false, reason: `is not a regular expression of RE2 syntax: ${error.message}` };
  }
}

function withinBudget(filter: TextFilter, budgetMs: number): TextFilter {
  let left = budgetMs;
  return (text) => {
    const begin = performance.now();
    const matches = filter(text);
    left -= performance.now() - begin;
    if (left > 0) return matches;
    const message = 'The regular expression takes too long over so much text; make it simpler or narrow the search';
    throw new HttpProblem(400, 'invalid-request', message);
  };
}
