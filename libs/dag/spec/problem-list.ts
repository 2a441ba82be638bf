import type { Problem } from './problem';
import { pointerTo } from './problem';

/** Most entries of the list that users get; the last one then tells how many are missing. */
const MOST_PROBLEMS = 1_000;
const LONGEST_TOKEN = 300;

/** Collects what is wrong with a document, without growing with the number of problems. */
export class ProblemList {
  private readonly kept: Problem[] = [];
  private total = 0;

  add(pointer: string, message: string): void {
    this.addLater(() => ({ pointer, message }));
  }

  /** For places where a document may be wrong millions of times: the problem is only put in words if it is kept. */
  addLater(make: () => Problem): void {
    this.total++;
    if (this.kept.length < MOST_PROBLEMS) this.kept.push(make());
  }

  get isEmpty(): boolean {
    return this.total === 0;
  }

  /** At most 1,000 problems, in the order they were found. */
  list(): readonly Problem[] {
    if (this.total <= MOST_PROBLEMS) return this.kept;
    const shown = this.kept.slice(0, MOST_PROBLEMS - 1);
    const missing = (this.total - shown.length).toLocaleString('en-US');
    return [...shown, { pointer: '', message: `There are ${missing} more problems; correct these first.` }];
  }
}

/**
 * The pointer to a member, or to the object that holds it when the key is so long that 1,000 problems inside would
 * make an answer many times as large as the document.
 */
export function place(base: string, ...tokens: readonly (string | number)[]): string {
  const long = tokens.findIndex((token) => typeof token === 'string' && token.length > LONGEST_TOKEN);
  return pointerTo(base, ...(long < 0 ? tokens : tokens.slice(0, long)));
}
