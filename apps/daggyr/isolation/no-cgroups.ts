import type { Checked } from '#dag/spec/problem';
import type { RunnerJob } from '#executors/daggy-runner/runner-job';
import type { Limits } from '#wire/runner';
import type { Isolation, Measured, Prepared } from './isolation';
import type { Namespaces } from './namespaces';

const NO_LIMITS: Limits = { cpuMax: null, memoryMax: null, ioMax: null, pidsMax: null };
const NOTHING: Measured = { resources: {}, outOfMemory: false };

/** What tasks ask for is counted, and nothing holds them to it. */
export class NoCgroups implements Isolation {
  constructor(private readonly namespaces: Namespaces) {}

  open(): void {
    this.namespaces.check();
  }

  clear(): Promise<void> {
    return Promise.resolve();
  }

  prepare(_task: number, job: RunnerJob): Checked<Prepared> {
    const own = this.namespaces.of(job);
    return own.ok ? { ok: true, value: { sandbox: { cgroup: '', ...own.value }, limits: NO_LIMITS } } : own;
  }

  measure(): Measured {
    return NOTHING;
  }

  release(): Measured {
    return NOTHING;
  }

  close(): void {}
}
