import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Job } from '#dag/spec/dag-spec';
import type { DaggyRunnerConfig } from '#executors/daggy-runner/config';
import { DaggyRunnerTaskExecutor } from '#executors/daggy-runner/daggy-runner-task-executor';
import { freePort } from '../../support/free-port';
import { removeFolder } from '../../support/remove-folder';
import { type RunnerApi, startRunner } from '../../support/runner';
import { TCPProxy } from '../../support/tcp-proxy';
import { nextOwner, Probe, STORE_ID, until } from './probe';

/** The runs of all tests have ids of their own: a runner may still know those of the test before. */
let runs = 0;

/** A real daggyr behind a network that fails when a test says so. */
export class RunnerHost {
  private constructor(
    public runner: RunnerApi,
    readonly port: number,
    readonly proxy: TCPProxy,
    private readonly config: object,
  ) {}

  static async start(config: object = {}): Promise<RunnerHost> {
    const port = await freePort();
    const runner = await startRunner({ port, ...config });
    return new RunnerHost(runner, port, await TCPProxy.to(port), config);
  }

  /** How executors reach it. */
  get url(): string {
    return `http://127.0.0.1:${this.proxy.port}`;
  }

  /** It ends without a word. */
  async kill(): Promise<void> {
    await this.runner.server.stop('SIGKILL');
  }

  /** Another one in its place. */
  async startAgain(): Promise<void> {
    this.runner = await startRunner({ port: this.port, ...this.config });
  }

  /** Ids of the tasks that it knows. */
  async taskIDs(): Promise<string[]> {
    return (await this.runner.tasks()).items.map(({ taskID }) => taskID);
  }

  async untilForgotten(): Promise<void> {
    await until('the runner has nothing any more', async () => {
      const { items, runner } = await this.runner.tasks();
      return items.length === 0 && runner.capacity.tasks === 0;
    });
  }
}

/** Executors of one store for one test, and what the tasks themselves tell. */
export class RunnerBench {
  readonly folder = mkdtempSync(join(tmpdir(), 'daggy-runners-'));
  readonly ledger = join(this.folder, 'ledger');
  readonly said: string[] = [];
  private readonly opened: Probe[] = [];
  private readonly runID = ++runs;

  /** A second one takes up where the first one left. */
  async open(
    config: DaggyRunnerConfig,
    { durable = true, acknowledges = true, owner = nextOwner() } = {},
  ): Promise<Probe> {
    const context = {
      dataDir: join(this.folder, 'data'),
      maxOutputBytes: 1_000_000,
      pool: 'runners',
      durable,
      log: (message: string) => void this.said.push(message),
    };
    const probe = new Probe(new DaggyRunnerTaskExecutor(config, context), this.runID, acknowledges);
    await probe.open(STORE_ID, owner);
    this.opened.push(probe);
    return probe;
  }

  /** The same, once its runners have been heard. */
  async openAndAdopt(config: DaggyRunnerConfig, options = {}): Promise<Probe> {
    const probe = await this.open(config, options);
    await probe.adopt();
    return probe;
  }

  /** Says its name and its shell's pid in the ledger, runs the script, and says that it has come to its end. */
  job(name: string, script = 'exit 0', fields: Job = {}): Job {
    const command = `echo "begun ${name} $$" >>${this.ledger}; ${script}`;
    return { command: ['/bin/sh', '-c', command], cores: 1, memoryMB: 1, ...fields };
  }

  /** The same, until the file `go` is there. */
  waitingJob(name: string, fields: Job = {}): Job {
    return this.job(name, `while [ ! -e ${this.folder}/go ]; do sleep 0.02; done; echo "done ${name}"`, fields);
  }

  go(): void {
    writeFileSync(join(this.folder, 'go'), '');
  }

  /** Pids of the shells that have begun under this name, one for each time that it was started. */
  begun(name: string): number[] {
    if (!existsSync(this.ledger)) return [];
    const lines = readFileSync(this.ledger, 'utf8').split('\n');
    return lines.filter((line) => line.startsWith(`begun ${name} `)).map((line) => Number(line.split(' ')[2]));
  }

  async untilBegun(name: string): Promise<number> {
    await until(`${name} has begun`, () => this.begun(name).length > 0);
    return this.begun(name)[0];
  }

  async close(): Promise<void> {
    await Promise.all(this.opened.map(({ executor }) => executor.close('leave')));
    removeFolder(this.folder);
  }
}
