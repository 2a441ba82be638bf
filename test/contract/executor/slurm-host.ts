import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AttemptOrder } from '#dag/ports/executor';
import { SlurmTaskExecutor } from '#executors/slurm/slurm-task-executor';
import { type FakeJob, FakeSlurm } from '../../slurm/fake-slurm';
import { removeFolder } from '../../support/remove-folder';
import { Probe, until } from './probe';

/** Executors in a folder of their own whose Slurm says what a test wants. */
export class SlurmHost {
  readonly folder = mkdtempSync(join(tmpdir(), 'daggy-slurm-'));
  readonly tmpDir = join(this.folder, 'tmp');
  readonly slurm = new FakeSlurm();
  /** What the executors have logged. */
  readonly said: string[] = [];
  private readonly opened: Probe[] = [];

  constructor() {
    mkdirSync(this.tmpDir);
  }

  /** A second one takes up where the first one left. */
  async open(config: object = {}): Promise<Probe> {
    const quick = {
      path: this.slurm.folder,
      pollSeconds: { least: 0.1, most: 0.3 },
      lostAfterSeconds: 1,
      commandSeconds: 1,
    };
    const dataDir = join(this.folder, 'data');
    const context = {
      dataDir,
      maxOutputBytes: 10_000,
      pool: 'slurm',
      log: (text: string) => void this.said.push(text),
    };
    const probe = new Probe(new SlurmTaskExecutor({ ...quick, ...config }, context), 1, true);
    await probe.open();
    this.opened.push(probe);
    return probe;
  }

  order(probe: Probe, script = 'exit 3'): AttemptOrder {
    return probe.order({ command: ['sh', '-c', script], tmpDir: this.tmpDir });
  }

  /** Starts attempts and waits until there is a job for each. */
  async submit(probe: Probe, ...orders: readonly AttemptOrder[]): Promise<FakeJob[]> {
    probe.start(...orders);
    return Promise.all(orders.map((order) => this.jobOf(order)));
  }

  /** Until squeue was asked so many times more. */
  async asked(times: number): Promise<void> {
    const before = this.slurm.calls('squeue').length;
    await until('it was asked', () => this.slurm.calls('squeue').length >= before + times);
  }

  /** The exit marker of a task is there, with this text; without one its batch script has only begun. */
  mark({ taskName }: AttemptOrder, text = ''): void {
    const script = this.left().find((name) => name.startsWith(`${taskName}_`) && name.endsWith('.sh')) ?? '';
    writeFileSync(join(this.tmpDir, script.replace(/sh$/, 'exit')), text);
  }

  /** What is in tmpDir. */
  left(): string[] {
    return readdirSync(this.tmpDir).sort();
  }

  /** Ids of all jobs that scancel was called for. */
  cancelled(): string[] {
    return this.slurm.calls('scancel').flatMap((call) => call.split(' ').filter((word) => /^\d+$/.test(word)));
  }

  async close(): Promise<void> {
    await Promise.all(this.opened.map(({ executor }) => executor.close('leave')));
    this.slurm.dispose();
    removeFolder(this.folder);
  }

  private async jobOf({ runID, task, attempt }: AttemptOrder): Promise<FakeJob> {
    const find = () => this.slurm.jobs().find(({ name }) => name.includes(`-${runID}-${task}-${attempt}-`));
    await until('there is a job', () => find() !== undefined);
    return find() as FakeJob;
  }
}
