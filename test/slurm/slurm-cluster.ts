import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../support/free-port';
import { removeFolder } from '../support/remove-folder';
import { Daemon } from './daemon';
import { killSteps } from './kill-steps';
import { programPath } from './program-path';
import { type Settings, slurmConf } from './slurm-conf';

const READY_WITHIN_MS = 30_000;

/** Whether a cluster can be started here: its servers are installed, and this is root, as whom they start jobs. */
export function hasSlurm(): boolean {
  return (
    process.getuid?.() === 0 && ['munged', 'slurmctld', 'slurmd', 'sbatch'].every((name) => programPath(name) !== '')
  );
}

/** A Slurm of one node of a test's own: munged, slurmctld and slurmd on free ports, with all that they write in one folder. */
export class SlurmCluster {
  private readonly munge: Daemon;
  private readonly controller: Daemon;
  private readonly node: Daemon;

  private constructor(
    readonly folder: string,
    /** For Slurm's commands, and for what calls them. */
    readonly configFile: string,
  ) {
    this.munge = this.daemon('munged', [
      '--foreground',
      `--socket=${folder}/munge.socket`,
      `--key-file=${folder}/munge.key`,
      `--pid-file=${folder}/munged.pid`,
      `--seed-file=${folder}/munged.seed`,
    ]);
    this.controller = this.daemon('slurmctld', ['-D', '-i']);
    this.node = this.daemon('slurmd', ['-D']);
  }

  /** Started, with its node ready for jobs. `cpus`: how many it claims to have; `settings`: on top, as in slurm.conf. */
  static async start({ cpus = 8, settings = {} as Settings } = {}): Promise<SlurmCluster> {
    const folder = mkdtempSync(join(tmpdir(), 'daggy-slurm-'));
    // munged's socket is for everybody.
    chmodSync(folder, 0o711);
    for (const name of ['state', 'spool']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'munge.key'), randomBytes(128), { mode: 0o400 });
    const [controllerPort, nodePort] = [await freePort(), await freePort()];
    const configFile = join(folder, 'slurm.conf');
    const host = hostname().split('.')[0];
    writeFileSync(configFile, slurmConf({ folder, host, controllerPort, nodePort, cpus }, settings));
    const cluster = new SlurmCluster(folder, configFile);
    try {
      await cluster.startAll();
    } catch (error) {
      await cluster.dispose();
      throw error;
    }
    return cluster;
  }

  /** What one of Slurm's commands prints; rejects with what it says on stderr. */
  async command(name: string, ...args: string[]): Promise<string> {
    return (await promisify(execFile)(name, args, { env: this.env, cwd: this.folder, timeout: READY_WITHIN_MS }))
      .stdout;
  }

  /** As a system stops it; what it knows of jobs is kept. */
  stopController(): Promise<void> {
    return this.controller.end('SIGTERM');
  }

  /** Jobs of the last seconds are lost then, and their ids are given to others. */
  killController(): Promise<void> {
    return this.controller.end('SIGKILL');
  }

  async startController(): Promise<void> {
    this.controller.start();
    await this.until('slurmctld answers', () => this.answers('scontrol', 'ping'));
  }

  /** As a cluster that was set up anew: it knows no jobs, ends those that run, and gives their ids to others. */
  async forgetJobs(): Promise<void> {
    await this.stopController();
    const state = join(this.folder, 'state');
    removeFolder(state);
    mkdirSync(state);
    await this.startController();
  }

  /** It takes connections and answers nothing. */
  freezeController(): void {
    this.controller.signal('SIGSTOP');
  }

  thawController(): void {
    this.controller.signal('SIGCONT');
  }

  /** The node is gone; its jobs go on until somebody ends them. */
  stopNode(): Promise<void> {
    return this.node.end('SIGTERM');
  }

  async startNode(): Promise<void> {
    this.node.start();
    await this.until('the node is ready', async () => (await this.nodeState()) === 'idle');
  }

  /** As `sinfo` says it. */
  async nodeState(): Promise<string> {
    return (await this.command('sinfo', '-h', '-N', '-p', 'debug', '-o', '%T').catch(() => '')).trim();
  }

  /** Ids of all jobs that have not ended, as they stand in the queue. */
  async queue(): Promise<string[]> {
    const text = await this.command('squeue', '-h', '-o', '%i');
    return text.split('\n').filter(Boolean);
  }

  /** Tells every job to end, and waits for none. */
  async cancelAll(): Promise<void> {
    const jobs = await this.queue();
    // To scancel it is an error when one of them has ended by itself meanwhile.
    if (jobs.length > 0) await this.command('scancel', '--full', '--signal=KILL', ...jobs).catch(() => '');
  }

  /** Ends every job and waits until none is left. */
  async clear(): Promise<void> {
    await this.cancelAll();
    await this.until('no job is left', async () => (await this.queue()).length === 0);
  }

  /** Ends all that it started, jobs too, and removes the folder. */
  async dispose(): Promise<void> {
    await Promise.all([this.controller.end('SIGKILL'), this.node.end('SIGKILL')]);
    killSteps(this.folder);
    await this.munge.end('SIGTERM');
    removeFolder(this.folder);
  }

  private get env(): NodeJS.ProcessEnv {
    return { ...process.env, SLURM_CONF: this.configFile };
  }

  private daemon(name: string, args: readonly string[]): Daemon {
    return new Daemon([programPath(name), ...args], this.env, join(this.folder, `${name}.out`));
  }

  private async startAll(): Promise<void> {
    this.munge.start();
    await this.until('munged listens', async () => existsSync(join(this.folder, 'munge.socket')));
    await this.startController();
    await this.startNode();
  }

  private async answers(name: string, ...args: string[]): Promise<boolean> {
    return this.command(name, ...args).then(
      () => true,
      () => false,
    );
  }

  private async until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + READY_WITHIN_MS;
    while (!(await holds())) {
      if (Date.now() > end) throw new Error(`waited in vain until ${what}:\n${this.lastWords()}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** The ends of all logs. */
  private lastWords(): string {
    const logs = readdirSync(this.folder).filter((name) => /\.(log|out)$/.test(name));
    return logs.map((name) => `${name}:\n${readFileSync(join(this.folder, name), 'utf8').slice(-2000)}`).join('\n');
  }
}
