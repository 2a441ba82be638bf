import { readSacct, readSqueue, SACCT_FIELDS, SQUEUE_FORMAT, type JobReport } from './job-report';
import { isKnownState } from './job-state';
import type { SlurmQueries } from './slurm-queries';

/** Job ids in one question. */
const MOST_AT_ONCE = 1_000;
const UNKNOWN_JOB = /invalid job id/i;
const NO_ACCOUNTING = /accounting storage is disabled|there is no sacct/i;

/** Asks Slurm about jobs, always about many at once. */
export class JobStates {
  private hasAccounting = true;
  private trouble = '';
  /** That were told of. */
  private readonly strangeStates = new Set<string>();

  constructor(
    private readonly queries: SlurmQueries,
    private readonly log: (message: string) => void,
  ) {}

  /** Why there was no answer last, for people; undefined when there was one. */
  get obstacle(): string | undefined {
    return this.trouble === '' ? undefined : `Slurm cannot be asked for the states of jobs: ${this.trouble}`;
  }

  /** All jobs that the controller knows, of everybody; undefined when it cannot be asked. */
  all(): Promise<JobReport[] | undefined> {
    return this.squeue([]);
  }

  /** Those of these that the controller knows; undefined when it cannot be asked. */
  async of(jobIDs: readonly number[]): Promise<JobReport[] | undefined> {
    const reports: JobReport[] = [];
    for (let at = 0; at < jobIDs.length; at += MOST_AT_ONCE) {
      const piece = await this.squeue([`--jobs=${jobIDs.slice(at, at + MOST_AT_ONCE).join(',')}`]);
      if (!piece) return undefined;
      reports.push(...piece);
    }
    return reports;
  }

  /** What accounting knows of these; nothing where there is none, or when it does not answer. */
  async recorded(jobIDs: readonly number[]): Promise<JobReport[]> {
    const reports: JobReport[] = [];
    for (let at = 0; at < jobIDs.length && this.hasAccounting; at += MOST_AT_ONCE) {
      const piece = jobIDs.slice(at, at + MOST_AT_ONCE).join(',');
      const words = ['--noheader', '--parsable2', '--allocations', `--format=${SACCT_FIELDS}`, `--jobs=${piece}`];
      const { rc, stdout, stderr } = await this.queries.run('sacct', words);
      if (rc === 0) reports.push(...readSacct(stdout));
      else if (NO_ACCOUNTING.test(stderr)) this.hasAccounting = false;
    }
    return reports;
  }

  private async squeue(words: readonly string[]): Promise<JobReport[] | undefined> {
    const format = ['--noheader', '--states=all', `--Format=${SQUEUE_FORMAT}`];
    const { rc, stdout, stderr } = await this.queries.run('squeue', [...format, ...words]);
    const reports = rc === 0 ? readSqueue(stdout) : [];
    // What nobody can read says nothing of jobs, least of all that there are none.
    const unreadable = rc === 0 && reports.length === 0 && stdout.trim() !== '';
    if (!unreadable && (rc === 0 || UNKNOWN_JOB.test(stderr))) {
      if (this.trouble) this.log('Slurm answers again');
      this.trouble = '';
      this.tellOfStrange(reports);
      return reports;
    }
    const said = unreadable
      ? `squeue answers ${JSON.stringify(stdout.trim().split('\n')[0])}`
      : stderr.trim().split('\n')[0];
    const trouble = said || `squeue ended with ${rc}`;
    if (trouble !== this.trouble) this.log(`Slurm cannot be asked for the states of jobs: ${trouble}`);
    this.trouble = trouble;
    return undefined;
  }

  private tellOfStrange(reports: readonly JobReport[]): void {
    for (const { jobID, state } of reports) {
      if (isKnownState(state) || this.strangeStates.has(state)) continue;
      this.strangeStates.add(state);
      this.log(`Slurm says that job ${jobID} is ${JSON.stringify(state)}, which is not known here: it is waited for`);
    }
  }
}
