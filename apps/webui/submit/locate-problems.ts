import type { DefinitionProblem } from './check';
import { findValue, offsetOf, type Place, placeInMessage, placeOf, type Span } from './json-places';

/** Finding a place goes through the text, so that not every one of very many problems gets one. */
const MOST_SHOWN = 100;
/** What is selected of a long value. */
const MOST_SELECTED = 2_000;

export interface LocatedProblem extends DefinitionProblem {
  /** Of what is to be selected; undefined: it is nowhere in particular. */
  readonly span?: Span;
  readonly place?: Place;
}

/** The first problems of a definition with their places in its text. */
export function locateProblems(text: string, problems: readonly DefinitionProblem[]): readonly LocatedProblem[] {
  return problems.slice(0, MOST_SHOWN).map((problem) => locate(text, problem));
}

function locate(text: string, problem: DefinitionProblem): LocatedProblem {
  const said = placeInMessage(problem.message);
  if (said !== undefined) {
    const start = offsetOf(text, said);
    return { ...problem, span: { start, end: Math.min(text.length, start + 1) }, place: said };
  }
  const span = problem.pointer === '' ? undefined : findValue(text, problem.pointer);
  if (span === undefined) return problem;
  const { start, end } = span;
  return { ...problem, span: { start, end: Math.min(end, start + MOST_SELECTED) }, place: placeOf(text, start) };
}
