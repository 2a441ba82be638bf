import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Api } from '../support/api';
import { type Ended, startServer } from '../support/daggy-process';
import { Random } from '../support/random';
import { Checker, type Evidence, type Tally } from './checker';
import { Feeder } from './feeder';
import { Findings } from './findings';
import { LauncherKills } from './launcher-kills';
import { Ledger } from './ledger';
import { type Plan, Plans, POINTS } from './plans';
import { CAMPAIGN, endAll, holds, taskProcesses } from './processes';
import { activeRuns, shownByApi, shownByStore } from './shown-run';
import { loggerOf, type Store } from './stores';
import { Witness } from './witness';

export interface CampaignOptions {
  /** Absolute path of a folder for everything that the campaign leaves. */
  readonly folder: string;
  readonly store: Store;
  readonly seed: number;
  /** It goes on until there were so many and every fault point was met, or 30 more. */
  readonly kills: number;
  /** Told of each life of daggyd. */
  readonly tell?: (progress: string) => void;
  /** Ends it early, with an error. */
  readonly signal?: AbortSignal;
}

export interface Report extends Tally {
  /** What was done to daggyd and its launchers -> how often. */
  readonly kills: ReadonlyMap<string, number>;
  /** Of daggyd. */
  readonly starts: number;
  readonly ledgerLines: number;
  readonly findings: Findings;
  readonly seconds: number;
}

const DAGGYD = 'test/faults/daggyd.mjs';
const THREADS = 8;
/** For fault points that were not met yet; then it ends without them. */
const MOST_MORE_KILLS = 30;
/** A fault point that was not met by then is given up, and daggyd is killed from outside. */
const MEET_WITHIN_MS = 1_500;
const STOPS_WITHIN_MS = 10_000;
const ENDS_WITHIN_MS = 120_000;
const GONE_WITHIN_MS = 2_000;
/** After so many of them it is of no use to go on. */
const MOST_TROUBLES = 3;

/** Kills daggyd again and again on one store, and looks in the end whether anything has gone wrong. */
export class Campaign {
  private readonly findings = new Findings();
  private readonly kills = new Map<string, number>();
  private readonly ledger: Ledger;
  private readonly plans: Plans;
  private readonly feeder: Feeder;
  private readonly witness = new Witness();
  private readonly launchers: LauncherKills;
  private starts = 0;

  constructor(private readonly options: CampaignOptions) {
    const { folder, seed } = options;
    mkdirSync(folder, { recursive: true });
    this.ledger = new Ledger(join(folder, 'ledger'));
    this.plans = new Plans(seed);
    this.feeder = new Feeder(seed, this.ledger.file, this.findings);
    this.launchers = new LauncherKills(folder, this.ledger, this.findings, new Random(seed));
  }

  async run(): Promise<Report> {
    const begun = Date.now();
    try {
      while (!this.enough) {
        this.options.signal?.throwIfAborted();
        if (this.findings.all.troubles.length >= MOST_TROUBLES) break;
        await this.live(this.plans.next());
      }
      const evidence = await this.settle();
      const tally = new Checker(evidence, this.findings).check();
      const { kills, starts, findings } = this;
      const ledgerLines = evidence.ledger.length;
      return { ...tally, kills, starts, ledgerLines, findings, seconds: (Date.now() - begun) / 1000 };
    } finally {
      await endAll(this.options.folder);
    }
  }

  private get enough(): boolean {
    const { kills } = this.options;
    const met = Object.keys(POINTS).every((point) => this.kills.has(point));
    return this.killCount >= (met ? kills : kills + MOST_MORE_KILLS);
  }

  private get killCount(): number {
    return [...this.kills.values()].reduce((sum, count) => sum + count, 0);
  }

  /** One life of daggyd, from its start to its planned end. */
  private async live(plan: Plan): Promise<void> {
    const api = await this.start(plan, faultOf(plan), plan.kind.startsWith('stop-tasks'));
    if (!api) return;
    this.ledger.mark('up');
    this.witness.watch(api);
    const fed = this.feeder.feed(api);
    await this.launchers.lookAfter();
    await this.carryOut(plan, api);
    this.ledger.mark('down');
    await fed;
    this.witness.note();
    if (plan.kind === 'launcher-alone') this.count('launcher', this.launchers.strike(plan.all));
    this.options.tell?.(`${this.killCount} of ${this.options.kills}: ${describe(plan)}`);
  }

  /** Resolves with nothing when it ended as planned before it was ready. */
  private async start(plan: Plan | undefined, fault: string, killOnExit: boolean): Promise<Api | undefined> {
    this.starts++;
    try {
      return new Api(
        await startServer('daggyd', {
          main: DAGGYD,
          args: ['--config', this.configFile(killOnExit)],
          env: { FAULT: fault, [CAMPAIGN]: this.options.folder },
          dataDirectory: this.dataDirectory,
        }),
      );
    } catch (error) {
      const { message } = error as Error;
      if (fault !== '' && message.startsWith('ended with null'))
        this.count(plan?.kind === 'point' ? plan.point : 'start-up');
      else this.findings.add('troubles', `start ${this.starts}: ${message}`);
      return undefined;
    }
  }

  private async carryOut(plan: Plan, { server }: Api): Promise<void> {
    switch (plan.kind) {
      case 'point':
      case 'start-up': {
        const ended = await Promise.race([server.ended, delay(MEET_WITHIN_MS)]);
        if (ended) return this.killed(ended, plan.kind === 'point' ? plan.point : plan.kind);
        this.plans.again(plan);
        return this.killed(await server.stop('SIGKILL'), 'moment');
      }
      case 'moment':
        await delay(plan.afterMs);
        return this.killed(await server.stop('SIGKILL'), 'moment');
      case 'launcher':
        await delay(plan.afterMs);
        this.count('launcher', this.launchers.strike(plan.all));
        await this.launchers.lookAfter();
        await delay(plan.afterMs);
        return this.killed(await server.stop('SIGKILL'), 'moment');
      case 'launcher-and-daggyd':
        await delay(plan.afterMs);
        this.count('launcher', this.launchers.strike(plan.all));
        return this.killed(await server.stop('SIGKILL'), 'moment');
      case 'launcher-alone':
        await delay(plan.afterMs);
        return this.killed(await server.stop('SIGKILL'), 'moment');
      case 'stop':
        await delay(plan.afterMs);
        return this.stopped(await timed(server.stop('SIGTERM')), plan.kind);
      case 'stop-tasks':
        await delay(plan.afterMs);
        this.ledger.mark('stopping');
        return this.stopped(await timed(server.stop('SIGTERM')), plan.kind);
      case 'stop-tasks-cut': {
        await delay(plan.afterMs);
        this.ledger.mark('stopping');
        const ended = await timed(server.stop('SIGTERM'));
        // With nothing to stop it ends before it comes to the point.
        return ended.code === 0 ? this.stopped(ended, 'stop-tasks') : this.killed(ended, plan.kind);
      }
    }
  }

  private killed({ signal, stderr }: Ended, how: string): void {
    if (signal === 'SIGKILL') this.count(how);
    else this.findings.add('troubles', `start ${this.starts} ended by itself: ${stderr.slice(-2_000)}`);
  }

  private stopped({ code, stderr, ms }: Ended & { ms: number }, how: string): void {
    this.count(how);
    if (code === 0 && ms < STOPS_WITHIN_MS) return;
    this.findings.add('troubles', `start ${this.starts} ended with ${code} after ${ms} ms: ${stderr.slice(-2_000)}`);
  }

  /** Lets everything come to its end, undisturbed, and gathers what is known of it. */
  private async settle(): Promise<Evidence> {
    const api = await this.start(undefined, '', false);
    if (!api) throw new Error(`daggyd does not start: ${this.findings.all.troubles.at(-1)}`);
    this.ledger.mark('up');
    this.witness.watch(api);
    await this.feeder.sendUnanswered(api);
    for (const end = Date.now() + ENDS_WITHIN_MS; Date.now() < end; await delay(50)) {
      this.options.signal?.throwIfAborted();
      if ((await activeRuns(api)).length === 0) break;
    }
    const { folder, store } = this.options;
    if (!(await holds(() => taskProcesses(folder).length === 0, GONE_WITHIN_MS))) {
      for (const pid of taskProcesses(folder)) this.findings.add('orphans', String(pid));
    }
    const byApi = await shownByApi(api);
    this.stopped(await timed(api.server.stop('SIGTERM')), 'stop');
    this.ledger.mark('down');
    this.witness.note();
    const logger = loggerOf(store, this.dataDirectory);
    try {
      const byStore = await shownByStore(logger);
      const { submissions } = this.feeder;
      return { ledger: this.ledger.read(), submissions, seen: this.witness.seen, byApi, byStore };
    } finally {
      await logger.close();
    }
  }

  private count(how: string, more = 1): void {
    this.kills.set(how, (this.kills.get(how) ?? 0) + more);
  }

  private get dataDirectory(): string {
    return join(this.options.folder, 'data');
  }

  private configFile(killOnExit: boolean): string {
    const file = join(this.options.folder, 'daggyd.json');
    const executor = { name: 'ForkingTaskExecutor', config: { threads: THREADS, stopGraceSeconds: 1 } };
    writeFileSync(file, JSON.stringify({ logger: this.options.store.logger, executor, 'kill-on-exit': killOnExit }));
    return file;
  }
}

/** For fault-points.mjs. */
function faultOf(plan: Plan): string {
  switch (plan.kind) {
    case 'point':
      return `${plan.point}:${plan.passing}`;
    case 'start-up':
      return `clock:${plan.afterMs}`;
    case 'stop-tasks-cut':
      return 'closing:1';
    default:
      return '';
  }
}

function describe({ kind, ...details }: Plan): string {
  return [kind, ...Object.entries(details).map(([name, value]) => `${name} ${value}`)].join(', ');
}

async function timed(ended: Promise<Ended>): Promise<Ended & { ms: number }> {
  const begun = Date.now();
  return { ...(await ended), ms: Date.now() - begun };
}
