import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checked, Problem } from '#dag/spec/problem';
import type { RunnerJob } from '#executors/daggy-runner/runner-job';
import type { Limits } from '#wire/runner';
import { type Isolation, type Measured, NO_LIMITS, NotNow, type Prepared } from '../isolation';
import type { TaskNamespaces } from '../task-namespaces';
import type { Controller, ReadFile, Setting } from './controller';
import { CPU, cpuUsage } from './cpu';
import type { Hierarchy } from './hierarchy';
import { IO } from './io';
import { MEMORY, oomKillsOf } from './memory';
import { PIDS } from './pids';
import { endCgroup, removeCgroup } from './remove-cgroup';

/** What every task is held to; without one of them nothing is. */
const NEEDED = [CPU, MEMORY, PIDS];
/** Where it is, tasks may be held to it. */
const WELCOME = [IO];

/** Why a setting may be refused that is a good one. */
const PASSING = new Set(['EAGAIN', 'EINTR', 'EMFILE', 'ENFILE', 'ENOMEM']);

const HOW_TO =
  'Start it where a part of the cgroup v2 hierarchy is its own: as a systemd service with Delegate=yes, with "systemd-run --scope -p Delegate=yes daggyr", ' +
  'or as root with "cgroup-root" naming a directory that has these controllers and no processes. ' +
  'Or have tasks run without limits: "isolation": {"cgroup": false}, or {"cgroup": "without-limits"} where a hierarchy without controllers can be written.';

export interface CgroupOptions {
  /** Whether tasks are held to what they ask for; else their cgroups only account. */
  readonly limits: boolean;
  readonly namespaces: TaskNamespaces;
  readonly log: (message: string) => void;
}

/** A cgroup of its own for each task. */
export class Cgroups implements Isolation {
  private controllers: readonly Controller[] = [];

  constructor(
    private readonly hierarchy: Hierarchy,
    private readonly options: CgroupOptions,
  ) {}

  open(): void {
    this.options.namespaces.check();
    try {
      const available = this.hierarchy.available();
      this.controllers = this.options.limits ? usable(available) : [];
      this.hierarchy.build(this.controllers.map(({ name }) => name));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`cannot give tasks cgroups here: ${why}. ${HOW_TO}`, { cause: error });
    }
  }

  clear(): Promise<void> {
    return this.hierarchy.clear();
  }

  prepare(task: number, job: RunnerJob): Checked<Prepared> {
    const own = this.options.namespaces.of(job);
    const problems = [...this.beyond(job), ...(own.ok ? [] : own.problems)];
    if (!own.ok || problems.length > 0) return { ok: false, problems };
    const directory = this.hierarchy.directoryOf(task);
    const settings = this.controllers.flatMap((controller) => controller.settings(job));
    let setting: Setting | undefined;
    try {
      mkdirSync(directory);
      for (setting of settings) write(directory, setting);
    } catch (error) {
      discard(directory);
      return { ok: false, problems: [refused(setting, error as NodeJS.ErrnoException)] };
    }
    return { ok: true, value: { sandbox: { cgroup: directory, ...own.value }, limits: this.limitsOf(job) } };
  }

  measure(task: number): Measured {
    const read = readerOf(this.hierarchy.directoryOf(task));
    const resources = Object.assign({}, ...this.controllers.map((each) => each.measure(read))) as Measured['resources'];
    if (this.controllers.length === 0) return { resources: cpuUsage(read('cpu.stat')), outOfMemory: false };
    return { resources, outOfMemory: oomKillsOf(read) > 0 };
  }

  release(task: number): Measured {
    const measured = this.measure(task);
    const directory = this.hierarchy.directoryOf(task);
    try {
      removeCgroup(directory);
    } catch {
      endCgroup(directory).catch((error: unknown) => this.options.log(`${directory} is left: ${String(error)}`));
    }
    return measured;
  }

  close(): void {
    this.hierarchy.remove();
  }

  /** Limits that the job asks for in so many words, and that cannot be had here. */
  private beyond(job: RunnerJob): Problem[] {
    if (!this.options.limits) return [];
    const limits = WELCOME.filter((each) => !this.controllers.includes(each)).map(({ limit }) => limit);
    return limits
      .filter((limit) => job[limit] !== undefined)
      .map((limit) => ({ pointer: `/${limit}`, message: 'This runner has no cgroup controller for it.' }));
  }

  private limitsOf(job: RunnerJob): Limits {
    const entries = this.controllers.map((controller): [keyof Limits, string | null] => {
      const [first, ...others] = controller.settings(job).filter(({ field }) => field !== undefined);
      const text = [first, ...others].map((setting) => setting?.text).join('\n');
      return [controller.limit, first === undefined ? null : text];
    });
    return { ...NO_LIMITS, ...Object.fromEntries(entries) };
  }
}

function usable(available: ReadonlySet<string>): Controller[] {
  const missing = NEEDED.filter(({ name }) => !available.has(name)).map(({ name }) => name);
  if (missing.length > 0) throw new Error(`the cgroup v2 controllers ${missing.join(', ')} are not there`);
  return [...NEEDED, ...WELCOME.filter(({ name }) => available.has(name))];
}

function write(directory: string, { file, text, optional }: Setting): void {
  try {
    // Never made: where a controller has no such file, the kernel lets nobody make one.
    writeFileSync(join(directory, file), text, { flag: 'r+' });
  } catch (error) {
    if (optional !== true || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** What may be left of a cgroup that could not be made. */
function discard(directory: string): void {
  if (existsSync(directory)) removeCgroup(directory);
}

/** Throws NotNow when it is not the job's fault. */
function refused(setting: Setting | undefined, { code = '', message }: NodeJS.ErrnoException): Problem {
  if (setting?.field === undefined || PASSING.has(code)) throw new NotNow(`no cgroup can be made: ${message}`);
  return { pointer: `/${setting.field}`, message: `The kernel refuses ${JSON.stringify(setting.text)} (${code}).` };
}

function readerOf(directory: string): ReadFile {
  return (file) => {
    try {
      return readFileSync(join(directory, file), 'utf8');
    } catch {
      return '';
    }
  };
}
