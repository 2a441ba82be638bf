import type { AttemptResult } from '#dag/run/outcome';
import { lastText } from '#server/bytes/last-text';
import type { Capacity } from '#wire/capacity';
import type { Isolation } from '../isolation/isolation';
import type { TaskHost, TaskProcess } from '../processes/task-host';

/** No task has this number. */
export const PROBE = -1;
const MOST = { cores: 1, memoryMB: 64 };

/**
 * Runs a command that does nothing as a task would be run, because a container may keep its processes from what their rights
 * allow otherwise. `run` resolves with its end. Rejects with a message for people when it fails.
 */
export async function probe(
  { cores, memoryMB }: Capacity,
  isolation: Isolation,
  host: TaskHost,
  run: (process: TaskProcess) => Promise<AttemptResult>,
): Promise<void> {
  const command = { command: ['/bin/true'], environment: [], workDir: '' };
  const demand = { cores: Math.min(cores, MOST.cores), memoryMB: Math.min(memoryMB, MOST.memoryMB) };
  const prepared = isolation.prepare(PROBE, { ...command, ...demand });
  if (!prepared.ok) throw new Error(`cannot run tasks here: ${prepared.problems[0].message}`);
  const { sandbox } = prepared.value;
  if (sandbox.cgroup === '' && !sandbox.pid && !sandbox.mount && !sandbox.network) return;
  const { outcome, executorLog } = await run({ task: PROBE, ...command, userID: -1, sandbox });
  isolation.release(PROBE);
  if (outcome.cause === 'exit' && outcome.rc === 0) return;
  const said = (await lastText(host.output(PROBE, 'stderr'))).trim() || executorLog || outcome.cause;
  throw new Error(
    `cannot run tasks here as "isolation" in its configuration wants it: ${said}. ` +
      'Give it the rights that this takes (a container has to be privileged), or switch a part of it off.',
  );
}
