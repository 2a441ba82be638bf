import type { AttemptKey, AttemptOrder, StopCause } from '#dag/ports/executor';
import { keyText } from '../process/protocol';
import { attemptFiles, type AttemptFiles } from './attempt-files';
import { batchScript } from './batch-script';
import type { BegunScript, ExitMarker } from './exit-marker';
import type { JobNames } from './job-names';
import type { JobReport } from './job-report';
import { readSlurmJob } from './slurm-job';
import { submissionArguments } from './submission';

/**
 * `queued`: sbatch has not heard of it. `submitting`: an sbatch is under way. `sought`: nobody knows whether Slurm has it.
 * `submitted`: its job id is known. `ended`: its result is being made.
 */
export type Stage = 'queued' | 'submitting' | 'sought' | 'submitted' | 'ended';

/** An attempt that has not been reported yet, and all that is known of it. */
export interface SlurmAttempt {
  readonly key: AttemptKey;
  readonly text: string;
  readonly files: AttemptFiles;
  readonly script: () => string;
  /** Of sbatch. */
  readonly args: readonly string[];
  /** Where it is to go: what bars one attempt from there bars all others of its lane. */
  readonly lane: string;
  /** Its job runs as the user that this server runs as. */
  readonly asSameUser: boolean;
  stage: Stage;
  jobID?: number;
  stopCause?: StopCause;
  /** What its exit marker said last. */
  marker?: BegunScript | ExitMarker;
  /** What Slurm has said of it last; undefined also when it did not know it. */
  heard?: JobReport;
  /** How it ended, says Slurm. */
  end?: JobReport;
  /** Why it can never run. */
  refusal?: string;
  /** Since when (ms since the epoch) nobody knows whether Slurm has it; `isOld`: since a former life. */
  sought?: { readonly since: number; readonly isOld: boolean };
  /** Since when Slurm does not know it; or has said that it ended, or that it can never run; or its marker was complete. */
  unknownSince?: number;
  endedSince?: number;
  hopelessSince?: number;
  completeSince?: number;
}

/** `order`: its job was checked. */
export function slurmAttempt(order: AttemptOrder, names: JobNames): SlurmAttempt {
  const { runID, task, attempt } = order;
  const job = readSlurmJob(order.job);
  const files = attemptFiles(job.tmpDir, order, names);
  return {
    key: { runID, task, attempt },
    text: keyText(runID, task, attempt),
    files,
    script: () => batchScript(order, job, files),
    args: submissionArguments(names.of(order), job, files),
    lane: JSON.stringify([job.partition, job.account, job.userID, job.extraArgs]),
    asSameUser: job.userID === undefined || job.userID === process.getuid?.(),
    stage: 'queued',
  };
}

/** Its command's end, when the exit marker tells it. */
export function completeMarker({ marker }: SlurmAttempt): ExitMarker | undefined {
  return marker && 'rc' in marker ? marker : undefined;
}
