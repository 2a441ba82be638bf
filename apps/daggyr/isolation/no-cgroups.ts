import type { Checked } from '#dag/spec/problem';
import type { RunnerJob } from '#executors/daggy-runner/runner-job';
import type { Limits } from '#wire/runner';
import type { Isolation, Measured, Prepared } from './isolation';
import { type Namespaces, namespacesOf } from './namespaces';

const NO_LIMITS: Limits = { cpuMax: null, memoryMax: null, ioMax: null, pidsMax: null };
const NOTHING: Measured = { resources: {}, outOfMemory: false };

/** What tasks ask for is counted, and nothing holds them to it. */
export class NoCgroups implements Isolation {
  constructor(private readonly namespaces: Namespaces) {}

  open(): Promise<void> {
    return Promise.resolve();
  }

  prepare(_task: number, job: RunnerJob): Checked<Prepared> {
    const sandbox = { cgroup: '', ...namespacesOf(job, this.namespaces) };
    return { ok: true, value: { sandbox, limits: NO_LIMITS } };
  }

  measure(): Measured {
    return NOTHING;
  }

  release(): Measured {
    return NOTHING;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
