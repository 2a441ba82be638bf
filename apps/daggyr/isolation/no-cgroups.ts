import type { Checked } from '#dag/spec/problem';
import type { RunnerJob } from '#executors/daggy-runner/runner-job';
import { type Isolation, type Measured, NO_LIMITS, type Prepared } from './isolation';
import type { TaskNamespaces } from './task-namespaces';

const NOTHING: Measured = { resources: {}, outOfMemory: false };

/** What tasks ask for is counted, and nothing holds them to it. */
export class NoCgroups implements Isolation {
  constructor(private readonly namespaces: TaskNamespaces) {}

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
