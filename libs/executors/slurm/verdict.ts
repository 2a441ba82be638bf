import { dirname } from 'node:path';
import type { JobReport } from './job-report';
import { fateOf, hopelessReason, isWaiting } from './job-state';
import { completeMarker, type SlurmAttempt } from './slurm-attempt';

/** A file system shows what another host has written after so long, if jobs are not given up sooner. */
const MARKER_LAG_MS = 5_000;
/** An exit marker tells the end also when Slurm does not say so for so long. */
const UNCONFIRMED_MS = 30_000;
/** A reason to wait that does not pass for so long never will. */
const HOPELESS_AFTER_MS = 3_000;

/** `wait`: it is under way; `ask`: only Slurm can tell what its exit marker means; or it has ended, with more for people. */
export type Verdict = 'wait' | 'ask' | { readonly why: string };

/** Whether enough is known of an attempt's end. `lostAfterMs`: how long one that Slurm does not know is waited for. */
export function verdictOn(attempt: SlurmAttempt, now: number, lostAfterMs: number): Verdict {
  const { end, endedSince, unknownSince, completeSince, sought, stopCause, refusal } = attempt;
  const marker = completeMarker(attempt);
  if (marker) {
    // By itself, with an exit code of its own: no state of Slurm could say anything else.
    const isClear = marker.rc <= 128 && !marker.wasAsked && !stopCause && refusal === undefined;
    const isConfirmed = end !== undefined || unknownSince !== undefined || sought !== undefined;
    const isOld = completeSince !== undefined && now - completeSince >= UNCONFIRMED_MS;
    return isClear || isConfirmed || isOld ? { why: explainEnd(attempt) } : 'ask';
  }
  if (end && endedSince !== undefined) {
    const tellsAll = fateOf(end.state) !== 'exited' || end.reason === 'JobLaunchFailure' || refusal !== undefined;
    const isOverdue = now - endedSince >= Math.min(MARKER_LAG_MS, lostAfterMs);
    return tellsAll || isOverdue ? { why: explainEnd(attempt) } : 'wait';
  }
  if (unknownSince !== undefined && now - unknownSince >= lostAfterMs) {
    return { why: 'Slurm does not know it any more, and it has left no word of its end' };
  }
  return 'wait';
}

/** Notes what Slurm says of an attempt's job. Returns whether it is to be cancelled, because it can never run. */
export function hear(attempt: SlurmAttempt, report: JobReport, now: number): boolean {
  const hopeless = hopelessReason(report.reason);
  attempt.unknownSince = undefined;
  if (fateOf(report.state) !== 'under-way') {
    attempt.end = report;
    attempt.endedSince ??= now;
    if (hopeless !== undefined && isRefused(report)) attempt.refusal = `FAILED: ${inWords(hopeless)}`;
    return false;
  }
  // What has ended, and goes on, was put back into the queue.
  attempt.end = undefined;
  attempt.endedSince = undefined;
  if (isWaiting(report.state)) {
    // It is of a run before that.
    attempt.marker = undefined;
    attempt.completeSince = undefined;
  }
  if (hopeless === undefined || report.state !== 'PENDING') attempt.hopelessSince = undefined;
  else if (attempt.hopelessSince === undefined) attempt.hopelessSince = now;
  else if (attempt.refusal === undefined && now - attempt.hopelessSince >= HOPELESS_AFTER_MS) {
    attempt.refusal = inWords(hopeless);
    return true;
  }
  return false;
}

/** A job that was refused when it was submitted is listed so. */
export function isRefused({ state, reason }: JobReport): boolean {
  return state === 'FAILED' && hopelessReason(reason) !== undefined;
}

function inWords(hopeless: string): string {
  return `Slurm can never run it: ${hopeless}`;
}

/** Slurm could not start the script; a script that was ended by a signal has the same reason. */
export function isLaunchFailure({ reason, rc }: JobReport): boolean {
  return reason === 'JobLaunchFailure' && rc === undefined;
}

/** What Slurm says of an end that the exit code does not explain. */
function explainEnd({ end, refusal, stopCause, marker, files }: SlurmAttempt): string {
  if (refusal !== undefined) return refusal;
  if (!end || end.state === 'COMPLETED') return '';
  const reason = ['None', 'NonZeroExitCode', ''].includes(end.reason) ? '' : ` (${end.reason})`;
  if (end.state === 'FAILED' && (reason === '' || stopCause)) return '';
  const tmpDir = dirname(files.stdout);
  const hint = `: is tmpDir ${tmpDir} there on the node, and may the user write to it?`;
  return `${end.state}${reason}${isLaunchFailure(end) && !marker ? hint : ''}`;
}
