import { setTimeout as pause } from 'node:timers/promises';
import type { OutputStream, StopCause } from '#dag/ports/executor';
import type { RunnerStatus, RunnerTaskBrief, RunnerTaskList, StartTasksAnswer } from '#wire/runner';
import { Errands } from './errands';
import type { RemoteAttempt } from './remote-attempt';
import type { Runner } from './runner';
import type { RunnerClient } from './runner-client';
import { RunnerError, troubleOf } from './runner-error';
import { StartOutbox } from './start-outbox';

/** While many attempts are under way, ends are gathered for so long: each answer costs both sides more than an end in it. */
const MOST_GATHER_MS = 5;
/** While room is wanted that others may give back. */
const SHORT_WAIT_SECONDS = 1;
/** A runner that is lost is asked this seldom, ms. */
const LOST_RETRY_MS = 3_000;
/** Of one request. */
const MOST_IDS = 1_000;

/** What a runner said, or that it says nothing. Never called from within a method. */
export interface LinkEvents {
  /** It was heard; `isNew`: for the first time, or it was restarted and knows nothing of what it had before. */
  heard(link: RunnerLink, isNew: boolean): void;
  /**
   * Tasks of this store there. `expected`: the attempts that must be among them, when these are all; undefined when these
   * are only some that have ended.
   */
  listed(link: RunnerLink, tasks: readonly RunnerTaskBrief[], expected: ReadonlySet<RemoteAttempt> | undefined): void;
  answered(link: RunnerLink, batch: readonly RemoteAttempt[], answer: StartTasksAnswer): void;
  /** Certainly not started. */
  unsent(link: RunnerLink, attempts: readonly RemoteAttempt[]): void;
  rejected(link: RunnerLink, attempt: RemoteAttempt, message: string): void;
  /** The url of another runner that was heard as the same instance, and so is the same one. */
  twinOf(link: RunnerLink, instance: string): string | undefined;
  /** A try to reach it has failed. */
  notHeard(link: RunnerLink): void;
  /** Whether attempts wait for room. */
  isWaitedFor(): boolean;
  /** Somebody else has taken the store over: nothing that is said here counts any more. */
  fenced(): void;
}

export interface LinkOptions {
  readonly log: (message: string) => void;
  readonly lostAfterMs: number;
  /** How long a runner is asked to wait for an end. */
  readonly waitSeconds: number;
}

/** All that is said to and heard from one runner: one request waits there always for what ends next. */
export class RunnerLink {
  private readonly outbox: StartOutbox;
  private readonly errands: Errands;
  /** Ends that it has told us of; undefined: everything is to be told. */
  private cursor: number | undefined;
  private asking: AbortController | undefined;
  private waitsLong = false;
  /** When all that it has was told last; ms since the epoch. */
  private countedTime = 0;
  private watching: Promise<void> | undefined;
  private readonly closing = new AbortController();
  private silentSince = Date.now();
  private failures = 0;

  constructor(
    readonly runner: Runner,
    private readonly client: RunnerClient,
    private readonly options: LinkOptions,
    private readonly events: LinkEvents,
  ) {
    this.errands = new Errands(client, (error) => this.requestFailed(troubleOf(error)));
    this.outbox = new StartOutbox(client, () => runner.instance ?? '', {
      answered: (batch, answer) => {
        if (this.closing.signal.aborted) return;
        // One that was sent on before the runner was restarted says nothing of now.
        if (answer.runner.instance !== runner.instance) return this.recount();
        this.hear(answer.runner);
        events.answered(this, batch, answer);
      },
      unsent: (attempts) => events.unsent(this, attempts),
      rejected: (attempt, message) => events.rejected(this, attempt, message),
      failed: (error) => this.requestFailed(error),
    });
  }

  open(): void {
    this.watching = this.watch();
  }

  start(attempts: readonly RemoteAttempt[]): void {
    this.outbox.add(attempts);
  }

  /** Of one that was placed and not sent. */
  withdraw(attempt: RemoteAttempt): void {
    this.outbox.withdraw(attempt);
  }

  stop(taskID: string, cause: StopCause): void {
    this.errands.stop(taskID, cause);
  }

  forget(taskIDs: Iterable<string>): void {
    this.errands.forget(taskIDs);
  }

  /** Those of the ids that were ever started at the instance that was heard last. Rejects with a RunnerError. */
  async everStarted(taskIDs: readonly string[]): Promise<string[]> {
    const { instance = '' } = this.runner;
    const known: string[] = [];
    for (let at = 0; at < taskIDs.length; at += MOST_IDS) {
      known.push(...(await this.client.everStarted(taskIDs.slice(at, at + MOST_IDS), instance)));
    }
    return known;
  }

  /** Asks for all tasks that it has, at once. */
  recount(): void {
    this.cursor = undefined;
    this.asking?.abort();
  }

  /** There are attempts now that wait for room, which what others have there may take. */
  lookSooner(): void {
    if (this.waitsLong && this.runner.isShared) this.asking?.abort();
  }

  outputSize(taskID: string, stream: OutputStream): Promise<number> {
    return this.client.outputSize(taskID, stream);
  }

  outputRange(taskID: string, stream: OutputStream, start: number, end: number): Promise<Uint8Array> {
    return this.client.outputRange(taskID, stream, start, end);
  }

  /** Waits until another download can begin. */
  downloadTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.client.downloadTurn(work);
  }

  download(taskID: string, stream: OutputStream, take: (bytes: Uint8Array) => Promise<void>): Promise<void> {
    return this.client.download(taskID, stream, (bytes) => {
      // A sign of life, should the line be too busy for any other.
      this.silentSince = Date.now();
      return take(bytes);
    });
  }

  /** Says what is to be said still, if the runner can be reached. */
  async close(): Promise<void> {
    this.closing.abort();
    this.asking?.abort();
    await this.outbox.close();
    if (this.runner.state === 'up') await this.errands.close();
    this.errands.clear();
    await this.client.close();
    await this.watching;
  }

  private async watch(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      const { runner } = this;
      const expected = new Set([...runner.attempts].filter(({ stage }) => stage === 'running'));
      // Somebody else may have removed one there, of which no end is ever told.
      if (expected.size > 0 && Date.now() - this.countedTime > this.options.lostAfterMs) this.cursor = undefined;
      const { cursor } = this;
      const waitSeconds = this.waitSeconds();
      this.waitsLong = waitSeconds > SHORT_WAIT_SECONDS;
      this.asking = new AbortController();
      try {
        const list = await this.client.list(cursor, waitSeconds, this.asking.signal);
        if (signal.aborted) return;
        this.take(list, cursor, expected);
        const gather = Math.min(MOST_GATHER_MS, Math.floor(runner.attempts.size / 4));
        if (list.items.length > 0 && gather > 0) await pause(gather, undefined, { signal });
      } catch (error) {
        if (signal.aborted) return;
        const trouble = troubleOf(error);
        if (trouble.code === 'fenced') return this.events.fenced();
        if (!this.asking.signal.aborted) await this.askFailed(trouble);
      }
    }
  }

  private waitSeconds(): number {
    if (this.cursor === undefined || this.runner.state !== 'up') return 0;
    return this.runner.isShared && this.events.isWaitedFor() ? SHORT_WAIT_SECONDS : this.options.waitSeconds;
  }

  private take(list: RunnerTaskList, cursor: number | undefined, expected: ReadonlySet<RemoteAttempt>): void {
    const isOther = this.hear(list.runner);
    // Counted by another instance, or asked to count anew meanwhile.
    if ((isOther && cursor !== undefined) || (cursor !== undefined && this.cursor === undefined)) return;
    this.cursor = list.finished;
    if (cursor === undefined) this.countedTime = Date.now();
    this.events.listed(this, list.items, cursor === undefined ? expected : undefined);
  }

  /** Returns whether it is another instance than the one heard before. */
  private hear(status: RunnerStatus): boolean {
    const { runner } = this;
    const last = runner.instance;
    const isNew = last !== status.instance;
    const twin = isNew ? this.events.twinOf(this, status.instance) : undefined;
    if (twin !== undefined) throw new RunnerError('no-answer', `is the same runner as ${twin}`);
    this.failures = 0;
    this.silentSince = Date.now();
    if (isNew) {
      this.cursor = undefined;
      this.errands.clear();
      this.outbox.clear();
    }
    if (runner.state !== 'up') this.options.log(`runner ${runner.url} is up`);
    runner.heard(status, this.silentSince);
    this.events.heard(this, isNew);
    this.errands.retry();
    return isNew && last !== undefined;
  }

  /** Something other than the watch: that is to find out at once. Returns whether to go on. */
  private requestFailed(error: RunnerError): boolean {
    if (this.closing.signal.aborted) return false;
    if (error.code === 'fenced') {
      this.events.fenced();
      return false;
    }
    if (this.runner.state === 'up') {
      this.notHeard('unreachable', error);
      // It may be waiting there for a long time; the next one does not.
      this.asking?.abort();
    }
    return true;
  }

  private async askFailed(error: RunnerError): Promise<void> {
    const { lostAfterMs } = this.options;
    const silent = Date.now() - this.silentSince;
    this.failures++;
    // Time alone does not count: it passes also while this process is suspended.
    if (this.failures > 1 && silent >= lostAfterMs) {
      this.outbox.clear();
      this.notHeard('lost', error);
      await pause(Math.min(LOST_RETRY_MS, lostAfterMs), undefined, { signal: this.closing.signal }).catch(() => {});
      return;
    }
    this.notHeard('unreachable', error);
    const retryMs = Math.min(1_000, lostAfterMs / 20);
    if (this.failures > 1) await pause(retryMs, undefined, { signal: this.closing.signal }).catch(() => {});
  }

  private notHeard(state: 'unreachable' | 'lost', { message }: RunnerError): void {
    const { runner } = this;
    if (runner.state !== state) this.options.log(`runner ${runner.url} is ${state}: ${message}`);
    runner.notHeard(state, message);
    this.events.notHeard(this);
  }
}
