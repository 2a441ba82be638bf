import type { AttemptFiles } from './attempt-files';
import type { SlurmJob } from './slurm-job';

/** The arguments of sbatch for a job of this name. */
export function submissionArguments(name: string, job: SlurmJob, files: AttemptFiles): string[] {
  const words = [
    '--parsable',
    // Started a second time by Slurm, a task would run twice.
    '--no-requeue',
    // Anything else would have the login environment of the user loaded on the node, which takes seconds.
    '--export=ALL',
    `--job-name=${name}`,
    `--output=${literal(files.stdout)}`,
    `--error=${literal(files.stderr)}`,
    '--open-mode=truncate',
    // The script goes to the working directory itself: where that is missing, Slurm would go elsewhere.
    `--chdir=${job.tmpDir}`,
  ];
  const option = (flag: string, value: string | number | undefined) => {
    if (value !== undefined) words.push(`--${flag}=${value}`);
  };
  option('cpus-per-task', job.minCPUs);
  // Of the former alone Slurm does not say at once that no node has so many.
  option('mincpus', job.minCPUs);
  option('mem', job.minMemoryMB === undefined ? undefined : `${job.minMemoryMB}M`);
  option('tmp', job.minTmpDiskMB === undefined ? undefined : `${job.minTmpDiskMB}M`);
  option('priority', job.priority);
  option('time', job.timeLimitSeconds === undefined ? undefined : Math.ceil(job.timeLimitSeconds / 60));
  option('uid', job.userID);
  option('partition', job.partition);
  option('account', job.account);
  return [...words, ...job.extraArgs, files.script];
}

/** In the name of an output file "%" begins a pattern. */
function literal(path: string): string {
  return path.replaceAll('%', '%%');
}
