import { mkdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientMessage, Settings, WireEnd, WireKey, WireOrder, WireRunning } from '../protocol';
import { Connection, type ConnectFailure, type ConnectionEvents, type LauncherState } from './connection';
import { launch, type Launching } from './launch';

/** How long each reason not to be connected is borne with. */
const PATIENCE_MS: Readonly<Record<ConnectFailure, number>> = {
  /** A launcher needs about 0.1 s to start; on a machine that is very busy, much more. */
  absent: 20_000,
  /** A former client that is on its way out. */
  busy: 3_000,
  'later-owner': 0,
  silent: 0,
  /** A launcher of another version leaves 10 s after its last client did, when it has nothing to do. */
  version: 15_000,
};
const TRY_EVERY_MS = 10;

export interface LauncherEvents {
  ended(ends: readonly WireEnd[]): void;
  /** Nothing that is said reaches the launcher any more. */
  disconnected(): void;
  /** The connection was lost and there is a new one; if the launcher died, it is a new one and knows nothing. */
  reconnected(state: LauncherState): void;
  /** The connection was lost for good: a later owner of the store has the launcher, and all that is in it. */
  superseded(): void;
}

/** A later owner of the store was there. */
class Superseded extends Error {}

/** Where a launcher is, and how it is to be. */
export interface LauncherSite {
  /** Its own; made when it is missing. */
  readonly folder: string;
  readonly settings: Settings;
  /** A launcher that has to be started gets this one. */
  readonly environment: NodeJS.ProcessEnv;
  readonly log: (message: string) => void;
}

/** Keeps a connection to the launcher of a folder, and a launcher there. */
export class LauncherClient {
  private connection: Connection | undefined;
  private closed = false;
  private readonly listed: ((running: readonly WireRunning[]) => void)[] = [];
  private readonly onceSettled: (() => void)[] = [];

  constructor(
    private readonly site: LauncherSite,
    private readonly events: LauncherEvents,
  ) {}

  /** Finds the launcher that is there, or starts one. Rejects with a message for people. */
  async open(): Promise<LauncherState> {
    await mkdir(this.site.folder, { recursive: true, mode: 0o700 });
    return this.connect(false);
  }

  start(orders: readonly WireOrder[]): void {
    this.send(['start', orders]);
  }

  stop(keys: readonly WireKey[], cause: 'killed' | 'timeout'): void {
    this.send(['stop', cause, keys]);
  }

  acknowledge(keys: readonly WireKey[]): void {
    this.send(['acknowledge', keys]);
  }

  /** Has the launcher keep results as if it had found them. */
  keep(ends: readonly WireEnd[]): void {
    this.send(['keep', ends]);
  }

  /**
   * Says that everything from before this owner is known to the launcher. Resolves when that was heard, or when the launcher
   * has gone, and what it knew with it.
   */
  settle(): Promise<void> {
    if (!this.connection) return Promise.resolve();
    return new Promise((resolve) => {
      this.onceSettled.push(resolve);
      this.send(['settled']);
    });
  }

  /** What runs now, with its pid; nothing while there is no connection. */
  running(): Promise<readonly WireRunning[]> {
    if (!this.connection) return Promise.resolve([]);
    return new Promise((resolve) => {
      this.listed.push(resolve);
      this.send(['list']);
    });
  }

  /** `end`: nobody will come back soon; the launcher need not wait for it. */
  async close(end: boolean): Promise<void> {
    this.closed = true;
    if (end) this.send(['end']);
    await this.connection?.leave();
    this.connection = undefined;
  }

  /** Without a connection there is nothing to say: what matters is settled when there is a new one. */
  private send(message: ClientMessage): void {
    this.connection?.send(message);
  }

  private async connect(again: boolean): Promise<LauncherState> {
    const { folder, settings, environment } = this.site;
    let failure: ConnectFailure | undefined;
    let since = 0;
    let launching: Launching | undefined;
    for (;;) {
      const answer = await Connection.open(folder, settings, again, this.listener());
      if (typeof answer === 'object') {
        if (this.closed) {
          await answer.connection.leave();
          throw new Error('closed while it was being opened');
        }
        this.connection = answer.connection;
        return answer.state;
      }
      const end = launching?.end;
      if (typeof end === 'object') throw new Error(`the process launcher cannot start: ${end.reason}`);
      if (answer !== failure) since = Date.now();
      failure = answer;
      if (Date.now() - since >= PATIENCE_MS[answer]) {
        const message = `${folder}: ${REASONS[answer]}`;
        throw answer === 'later-owner' ? new Superseded(message) : new Error(message);
      }
      if (answer === 'absent' && (!launching || end)) launching = launch(folder, environment);
      await delay(TRY_EVERY_MS);
    }
  }

  private listener(): ConnectionEvents {
    return {
      ended: (ends) => this.events.ended(ends),
      running: (running) => this.listed.shift()?.(running),
      settled: () => this.onceSettled.shift()?.(),
      lost: () => {
        this.connection = undefined;
        for (const answer of this.listed.splice(0)) answer([]);
        for (const answer of this.onceSettled.splice(0)) answer();
        this.events.disconnected();
        if (!this.closed) void this.reconnect();
      },
    };
  }

  private async reconnect(): Promise<void> {
    this.site.log('the process launcher has gone');
    while (!this.closed) {
      try {
        this.events.reconnected(await this.connect(true));
        return;
      } catch (error) {
        if (this.closed) return;
        this.site.log(String(error));
        if (error instanceof Superseded) return this.events.superseded();
        await delay(1000);
      }
    }
  }
}

const REASONS: Readonly<Record<ConnectFailure, string>> = {
  absent: 'the process launcher does not answer; see launcher.log there',
  busy: 'another server uses the process launcher',
  'later-owner': 'another server has taken over the store and used the process launcher since',
  silent:
    'the process launcher is there but says nothing: it may be suspended (SIGCONT lets it go on), or must be killed',
  version: 'the process launcher of another version is still at work; start that version again and let its tasks end',
};
