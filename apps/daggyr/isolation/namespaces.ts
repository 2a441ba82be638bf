import type { RunnerJob } from '#executors/daggy-runner/runner-job';
import type { Sandbox } from '#executors/process/protocol';

/** Which namespaces a task has for itself. */
export type Namespaces = Omit<Sandbox, 'cgroup'>;

/** Those of the config, but for what the task wants itself. */
export function namespacesOf({ isolateNetwork }: RunnerJob, { pid, mount, network }: Namespaces): Namespaces {
  return { pid, mount, network: isolateNetwork ?? network };
}
