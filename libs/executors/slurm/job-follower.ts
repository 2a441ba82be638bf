import { keyText } from '../process/protocol';
import { readExitMarker } from './exit-marker';
import type { JobNames } from './job-names';
import type { JobReport } from './job-report';
import { fateOf } from './job-state';
import type { JobStates } from './job-states';
import { Rhythm, type Beat } from './rhythm';
import { completeMarker, type SlurmAttempt } from './slurm-attempt';
import type { JobToEnd } from './stops';
import { hear, isRefused, verdictOn } from './verdict';

/** Between two looks at the exit markers, and how much of the time they may take. */
const LEAST_LOOK_MS = 50;
const MOST_LOOK_MS = 300;
const LOOKING_SHARE = 0.05;
const LOOKS_AT_ONCE = 32;
/** What timed out on its way to Slurm has arrived or never will after so long. */
const ON_ITS_WAY_MS = 2_000;

export interface FollowerOptions {
  readonly names: JobNames;
  /** Between two questions to Slurm. */
  readonly pollMs: { readonly least: number; readonly most: number };
  /** How long a job that Slurm does not know is waited for. */
  readonly lostAfterMs: number;
  readonly log: (message: string) => void;
}

export interface FollowerEvents {
  /** Slurm has a job of an attempt that was sought. */
  found(attempt: SlurmAttempt, jobID: number): void;
  /** Slurm never had a job of it. */
  absent(attempt: SlurmAttempt): void;
  /** It can never run, and is to be cancelled. */
  hopeless(attempt: SlurmAttempt): void;
  /** All is known of its end that can be; `why` is for people. */
  ended(attempt: SlurmAttempt, why: string): void;
  /** Jobs of former lives that none of the attempts is: they are to be ended. Resolves with whether that was done. */
  nobodys(jobs: readonly JobToEnd[]): Promise<boolean>;
}

type ReportsByAttempt = ReadonlyMap<string, readonly JobReport[]>;

/** Finds out how the jobs of attempts end: by the exit markers, which cost Slurm nothing, and by asking Slurm about all. */
export class JobFollower {
  private readonly looking: Rhythm;
  private readonly asking: Rhythm;
  /** Jobs of a former life that nobody has taken up are still to be ended. */
  private isDisowning = false;

  constructor(
    private readonly options: FollowerOptions,
    private readonly states: JobStates,
    /** Those that are live. */
    private readonly attempts: () => Iterable<SlurmAttempt>,
    private readonly events: FollowerEvents,
  ) {
    const { least, most } = options.pollMs;
    const look = () => this.guard(() => this.look());
    const ask = () => this.guard(() => this.ask());
    this.looking = new Rhythm({ leastMs: LEAST_LOOK_MS, mostMs: MOST_LOOK_MS, share: LOOKING_SHARE, beat: look });
    this.asking = new Rhythm({ leastMs: least, mostMs: Math.max(least, most), share: 1, beat: ask });
  }

  /** There is one more to follow. */
  follow(): void {
    this.looking.wake();
    this.asking.wake();
  }

  /** What became of one will soon be seen by asking. */
  askSoon(): void {
    this.asking.soon();
  }

  /** Asks for all jobs, now, and again until there is an answer: those that nobody has taken up are told. */
  async disown(): Promise<void> {
    this.isDisowning = true;
    await this.guard(() => this.ask());
    this.follow();
  }

  async readMarker(attempt: SlurmAttempt): Promise<void> {
    try {
      const marker = await readExitMarker(attempt.files.exit);
      // A job of a former life that is being ended may write there still.
      const isOthers = marker && 'rc' in marker && marker.jobID > 0 && marker.jobID !== (attempt.jobID ?? marker.jobID);
      if (marker && !isOthers) attempt.marker = marker;
      if (completeMarker(attempt)) attempt.completeSince ??= Date.now();
    } catch (error) {
      this.options.log(String(error));
    }
  }

  /** Nothing more is looked for. */
  halt(): void {
    this.looking.halt();
    this.asking.halt();
  }

  /** Whatever goes wrong is tried again. */
  private async guard(beat: () => Promise<Beat>): Promise<Beat> {
    try {
      return await beat();
    } catch (error) {
      this.options.log(String(error));
      return 'nothing';
    }
  }

  /** Those that Slurm has, or may have. */
  private followed(): SlurmAttempt[] {
    return [...this.attempts()].filter(isFollowed);
  }

  /** Looks at the exit markers of all that may run. */
  private async look(): Promise<Beat> {
    const attempts = this.followed();
    if (attempts.length === 0) return 'rest';
    const open = attempts.filter((attempt) => !completeMarker(attempt));
    await this.readMarkers(open);
    const complete = open.filter(completeMarker);
    for (const attempt of complete) this.judge(attempt);
    return complete.length > 0 ? 'new' : 'nothing';
  }

  private async readMarkers(attempts: readonly SlurmAttempt[]): Promise<void> {
    for (let at = 0; at < attempts.length; at += LOOKS_AT_ONCE) {
      await Promise.all(attempts.slice(at, at + LOOKS_AT_ONCE).map((attempt) => this.readMarker(attempt)));
    }
  }

  /** Asks Slurm about all jobs at once. */
  private async ask(): Promise<Beat> {
    const attempts = this.followed();
    if (attempts.length === 0 && !this.isDisowning) return 'rest';
    const begin = Date.now();
    const jobIDs = attempts.flatMap(({ jobID }) => jobID ?? []);
    const wantsAll = this.isDisowning || jobIDs.length < attempts.length;
    const reports = await (wantsAll ? this.states.all() : this.states.of(jobIDs));
    if (!reports) return 'nothing';
    if (this.isDisowning) await this.disownAmong(reports);
    const known = this.ownAmong(reports);
    const isSought = ({ stage }: SlurmAttempt) => stage === 'sought';
    await this.readMarkers(attempts.filter(isSought));
    for (const attempt of attempts.filter(isSought)) this.seek(attempt, latest(known.get(attempt.text)), begin);
    const submitted = attempts.filter(({ stage }) => stage === 'submitted');
    this.hearAll(submitted, known);
    await this.readMarkers(submitted.filter((attempt) => attempt.end && !completeMarker(attempt)));
    for (const attempt of attempts) this.judge(attempt);
    // After all others, because accounting may be slow.
    await this.askAccounting(submitted.filter((attempt) => reportOn(attempt, known) === undefined));
    return attempts.some(isOnlySeenByAsking) ? 'new' : 'nothing';
  }

  /** The reports on this pool's jobs by the attempts in their names. */
  private ownAmong(reports: readonly JobReport[]): ReportsByAttempt {
    const byText = new Map<string, JobReport[]>();
    for (const report of reports) {
      const text = this.options.names.textOf(report.name);
      if (text === undefined) continue;
      const others = byText.get(text);
      if (others) others.push(report);
      else byText.set(text, [report]);
    }
    return byText;
  }

  private hearAll(attempts: readonly SlurmAttempt[], known: ReportsByAttempt): void {
    const now = Date.now();
    for (const attempt of attempts) {
      const report = reportOn(attempt, known);
      attempt.heard = report;
      if (!report) attempt.unknownSince ??= now;
      else if (hear(attempt, report, now)) this.events.hopeless(attempt);
    }
  }

  private async askAccounting(attempts: readonly SlurmAttempt[]): Promise<void> {
    if (attempts.length === 0) return;
    const known = this.ownAmong(await this.states.recorded(attempts.flatMap(({ jobID }) => jobID ?? [])));
    for (const attempt of attempts) {
      const report = reportOn(attempt, known);
      // The controller knows what is under way: accounting that says so only lags behind.
      if (!report || fateOf(report.state) === 'under-way') continue;
      hear(attempt, report, Date.now());
      this.judge(attempt);
    }
  }

  /** An attempt of which it was not known whether Slurm has it. `begin`: when Slurm was asked. */
  private seek(attempt: SlurmAttempt, report: JobReport | undefined, begin: number): void {
    const { sought, marker } = attempt;
    if (report && sought?.isOld && !marker && fateOf(report.state) === 'exited' && !isRefused(report)) {
      return this.events.ended(attempt, `Slurm job ${report.jobID} has ended, and what it has left is gone`);
    }
    if (report) return this.events.found(attempt, report.jobID);
    if (!sought || begin - sought.since < ON_ITS_WAY_MS || completeMarker(attempt)) return;
    // What has begun was submitted; of a former life nobody knows what sbatch has come to.
    if (!marker && !sought.isOld) this.events.absent(attempt);
    else if (begin - sought.since >= this.options.lostAfterMs) {
      this.events.ended(attempt, 'whether it was submitted is not known, and Slurm does not know it');
    }
  }

  private judge(attempt: SlurmAttempt): void {
    if (!isFollowed(attempt)) return;
    const verdict = verdictOn(attempt, Date.now(), this.options.lostAfterMs);
    if (verdict === 'ask') this.asking.soon();
    else if (verdict !== 'wait') this.events.ended(attempt, verdict.why);
  }

  private async disownAmong(reports: readonly JobReport[]): Promise<void> {
    const { names } = this.options;
    const ours = [...this.attempts()].filter(({ stage }) => stage !== 'queued');
    const texts = new Set(ours.map(({ text }) => text));
    const nobodys = reports.flatMap(({ jobID, name, state }) => {
      const named = names.read(name);
      if (!named || named.token >= names.token || fateOf(state) !== 'under-way') return [];
      const text = keyText(named.runID, named.task, named.attempt);
      return texts.has(text) ? [] : [{ jobID, text }];
    });
    this.isDisowning = nobodys.length > 0 && !(await this.events.nobodys(nobodys));
  }
}

/** A controller that was killed may have forgotten a job and given its id to another one: the name must be right, too. */
function reportOn({ text, jobID }: SlurmAttempt, known: ReportsByAttempt): JobReport | undefined {
  return known.get(text)?.find((report) => report.jobID === jobID);
}

function latest(reports: readonly JobReport[] = []): JobReport | undefined {
  return reports.reduce<JobReport | undefined>(
    (last, next) => (last && last.jobID > next.jobID ? last : next),
    undefined,
  );
}

/** It ended without a marker that tells how, or never will begin. */
function isOnlySeenByAsking(attempt: SlurmAttempt): boolean {
  return attempt.hopelessSince !== undefined || (attempt.end !== undefined && !completeMarker(attempt));
}

function isFollowed({ stage }: SlurmAttempt): boolean {
  return stage === 'submitted' || stage === 'sought';
}
