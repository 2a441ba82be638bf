import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Pool, type PoolList, poolListSchema } from '#wire/pool';
import type { RunSummary } from '#wire/run';
import { type Task, taskSchema } from '#wire/task';
import { type Api, startDaggyd } from '../support/api';
import { SlurmCluster } from './slurm-cluster';
import { SlurmCommands } from './slurm-commands';

/** The pool `slurm`, with these defaults for jobs. */
export function onSlurm(poolParameters: object): object {
  return { executionParameters: { pool: 'slurm', poolParameters } };
}

/** Lines of a file that jobs write to; none while it is not there. */
export function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
}

/** The first job of a cluster waits for the scheduler's first turn, some seconds after its start. */
const PATIENCE_MS = 30_000;

export interface DaggydOptions {
  readonly dataDirectory?: string;
  readonly pools?: object;
}

/** A cluster for the tests of a file, daggyds that use it through commands that can be tampered with, and what jobs tell. */
export class SlurmSetup {
  private places = 0;

  private constructor(
    readonly cluster: SlurmCluster,
    readonly commands: SlurmCommands,
  ) {}

  static async start(settings: Readonly<Record<string, string>> = {}): Promise<SlurmSetup> {
    return new SlurmSetup(await SlurmCluster.start({ settings }), new SlurmCommands());
  }

  /** Ends the cluster; daggyds have been stopped before. */
  async dispose(): Promise<void> {
    await this.cluster.dispose();
    this.commands.dispose();
  }

  /** One with the pool `slurm`, beside ForkingTaskExecutor as the default; more pools as given. */
  startDaggyd(config: object = {}, { dataDirectory, pools = {} }: DaggydOptions = {}): Promise<Api> {
    const slurm = { name: 'SlurmTaskExecutor', config };
    const env = { SLURM_CONF: this.cluster.configFile, PATH: this.commands.path };
    return startDaggyd({ pools: { slurm, ...pools } }, { env, dataDirectory });
  }

  /** A folder that jobs of anybody may write to. */
  place(): string {
    const folder = join(this.cluster.folder, `tmp-${++this.places}`);
    mkdirSync(folder);
    // mkdir's own mode is cut by the umask.
    chmodSync(folder, 0o1777);
    return folder;
  }

  task(api: Api, runID: number, name: string): Promise<Task> {
    return api.get<Task>(`/dagruns/${runID}/tasks/${name}`, taskSchema);
  }

  /** What the API says of the pool. */
  async pool(api: Api): Promise<Pool | undefined> {
    const { items } = await api.get<PoolList>('/pools', poolListSchema);
    return items.find(({ name }) => name === 'slurm');
  }

  ended(api: Api, runID: number): Promise<RunSummary> {
    return api.until(
      `run ${runID} has ended`,
      () => api.run(runID),
      ({ state }) => ['COMPLETED', 'ERRORED', 'KILLED'].includes(state),
      PATIENCE_MS,
    );
  }

  reached(api: Api, runID: number, name: string, state: Task['state']): Promise<Task> {
    return api.until(
      `${name} is ${state}`,
      () => this.task(api, runID, name),
      (task) => task.state === state,
      PATIENCE_MS,
    );
  }

  /** `scontrol show job` in one line of the last job whose name ends so but for the last number, once there is one. */
  async job(name: string): Promise<string> {
    const pattern = new RegExp(` JobName=\\S*-${name}-\\d+ `);
    return this.until(`there is a job ${name}`, async () => {
      const text = await this.cluster.command('scontrol', '-o', 'show', 'job').catch(() => '');
      // Daggyds of former tests had runs of the same numbers.
      return text.split('\n').findLast((line) => pattern.test(line));
    });
  }

  /** The id of such a job. */
  async jobID(name: string): Promise<string> {
    return /^JobId=(\d+)/.exec(await this.job(name))?.[1] ?? '';
  }

  /** What `look` sees, once it sees something. */
  async until<T>(what: string, look: () => T | Promise<T>): Promise<NonNullable<T>> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const seen = await look();
      if (seen) return seen;
      if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
