import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Those that must be there, and sacct, which need not. */
const NEEDED = ['sbatch', 'squeue', 'scancel'] as const;

export type SlurmCommand = (typeof NEEDED)[number] | 'sacct';

/** Absolute paths of Slurm's commands by name, in `path` or else in PATH. Throws a message for people when one is missing. */
export function findCommands(path: string | undefined): ReadonlyMap<SlurmCommand, string> {
  const folders = path === undefined ? (process.env.PATH ?? '').split(':') : [path];
  const found = new Map<SlurmCommand, string>();
  for (const name of [...NEEDED, 'sacct'] as const) {
    const file = folders.map((folder) => join(folder || '.', name)).find(isExecutable);
    if (file !== undefined) found.set(name, file);
  }
  const missing = NEEDED.filter((name) => !found.has(name));
  if (missing.length === 0) return found;
  const where = path === undefined ? `in PATH (${folders.join(':')})` : `in ${path}`;
  throw new Error(`Slurm jobs need ${missing.join(', ')}: there is no such program ${where}`);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Of this server's environment: what Slurm's commands find their cluster by, and what is every job's. */
const PASSED_ON =
  /^(PATH|LANG|LC_\w+|TZ|LD_LIBRARY_PATH|SLURM_CONF|MUNGE_\w+|SBATCH_(ACCOUNT|PARTITION|QOS|RESERVATION|CONSTRAINT))$/;
/** What is a job's only when it runs as the user that the server runs as. */
const OF_THE_USER = /^(HOME|USER|LOGNAME|SHELL)$/;

/**
 * The command line of one of Slurm's commands. Its environment is made anew: a launcher may be older than this server's, its
 * mark would have it take jobs of this host for strays, and sbatch hands all that it has on to the job.
 */
export function withOwnEnvironment(command: readonly string[], asSameUser = true): string[] {
  const variables = Object.entries(process.env)
    .filter(([name]) => PASSED_ON.test(name) || (asSameUser && OF_THE_USER.test(name)))
    .map(([name, value]) => `${name}=${value}`);
  return ['/usr/bin/env', '-i', ...variables, ...command];
}
