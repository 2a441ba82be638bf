import { readFileSync } from 'node:fs';
import type { Checked } from '#dag/spec/problem';
import type { RunnerJob } from '#executors/daggy-runner/runner-job';
import type { Sandbox } from '#executors/process/protocol';

/** Which namespaces a task has for itself. */
export type OwnNamespaces = Omit<Sandbox, 'cgroup'>;

/** Number of the capability that making namespaces takes (capability.h). */
const CAP_SYS_ADMIN = 21n;

/** Decides which namespaces tasks have for themselves. */
export class TaskNamespaces {
  constructor(
    /** Those that every task gets, unless it says otherwise. */
    private readonly usual: OwnNamespaces,
    private readonly possible = mayMakeNamespaces(),
  ) {}

  /** Throws with a message for people when the usual ones cannot be had. */
  check(): void {
    const wanted = Object.entries(this.usual).flatMap(([name, isWanted]) => (isWanted ? [name] : []));
    if (this.possible || wanted.length === 0) return;
    const off = wanted.map((name) => `"${name}": false`).join(', ');
    throw new Error(
      `cannot give tasks namespaces of their own (${wanted.join(', ')}): that takes root, or the capability CAP_SYS_ADMIN. ` +
        `Start it with it, or have tasks share those of the host: "isolation": {${off}}. Without a part of the cgroup hierarchy that is its own, add "cgroup": false.`,
    );
  }

  of({ isolateNetwork }: RunnerJob): Checked<OwnNamespaces> {
    const { pid, mount, network } = this.usual;
    if (isolateNetwork !== true || this.possible) {
      return { ok: true, value: { pid, mount, network: isolateNetwork ?? network } };
    }
    const message = 'This runner may not make a network of its own for a task: it runs without CAP_SYS_ADMIN.';
    return { ok: false, problems: [{ pointer: '/isolateNetwork', message }] };
  }
}

function mayMakeNamespaces(): boolean {
  const [, effective] = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return effective !== undefined && ((BigInt(`0x${effective}`) >> CAP_SYS_ADMIN) & 1n) === 1n;
}
