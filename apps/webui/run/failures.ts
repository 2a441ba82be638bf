import type { TaskSummary } from '#wire/task';
import type { Cause } from '#wire/states';

export interface Failure {
  readonly task: string;
  readonly attempt: number;
  readonly rc: number | null;
  readonly cause: Cause;
  /** Of what it wrote, or why it could not be run; empty when nobody knows. */
  readonly lastLine: string;
}

/** Failures that look alike. */
export interface FailureGroup {
  readonly rc: number | null;
  readonly cause: Cause;
  /** Of the first one. */
  readonly lastLine: string;
  readonly failures: readonly Failure[];
}

/** In the order in which they failed. */
export function byTimeOfFailure(tasks: readonly TaskSummary[]): TaskSummary[] {
  return [...tasks].sort((a, b) => compare(a.stopTime ?? '', b.stopTime ?? ''));
}

/** By how they ended and their last line, in which numbers may differ; groups in the order of their first failures. */
export function groupFailures(failures: readonly Failure[]): FailureGroup[] {
  const groups = new Map<string, Failure[]>();
  for (const failure of failures) {
    const key = `${failure.cause} ${failure.rc} ${failure.lastLine.replace(/\d+/g, '#')}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [failure]);
    else group.push(failure);
  }
  return [...groups.values()].map((members) => {
    const [{ rc, cause, lastLine }] = members;
    return { rc, cause, lastLine, failures: members };
  });
}

// Escape sequences: of a terminal's colours and cursor, and of its title and links.
const ESCAPES = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-_]/g;
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f]/g;
const LONGEST = 500;

/** The last line with something in it, as plain text. */
export function lastLineOf(output: string): string {
  const lines = output.replace(ESCAPES, '').split(/[\r\n]+/);
  const last = lines.findLast((line) => line.trim() !== '') ?? '';
  return last.replace(CONTROLS, '').trim().slice(0, LONGEST);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
