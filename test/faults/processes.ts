import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** In the environment of everything that a campaign starts: its folder. */
export const CAMPAIGN = 'FAULTS_CAMPAIGN';

export interface Launcher {
  readonly pid: number;
  readonly folder: string;
  readonly id: string;
}

interface Process {
  readonly pid: number;
  readonly command: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
}

/** The launchers at work in a campaign. */
export function launchersOf(campaign: string): Launcher[] {
  const found = processesOf(campaign).flatMap(({ pid, command, environment }) => {
    const main = command.findIndex((argument) => argument.endsWith('/process/launcher/main.js'));
    return main < 0 || environment.has('DAGGY_PROCESS') ? [] : [{ pid, folder: command[main + 1] }];
  });
  const pids = new Set(found.map(({ pid }) => pid));
  // A process that a launcher has just made looks like the launcher until it becomes its program.
  return found
    .filter(({ pid }) => !pids.has(parentOf(pid)))
    .flatMap(({ pid, folder }) => {
      const [id] = textOf(join(folder, 'id')).split(' ');
      return id === '' ? [] : [{ pid, folder, id }];
    });
}

/** Pids of what was started for tasks, by one launcher or by any. */
export function taskProcesses(campaign: string, launcher?: string): number[] {
  return processesOf(campaign).flatMap(({ pid, environment }) => {
    const mark = environment.get('DAGGY_PROCESS');
    return mark === undefined || (launcher !== undefined && !mark.startsWith(`${launcher}/`)) ? [] : [pid];
  });
}

/** Ends everything that a campaign started and that is still there. */
export async function endAll(campaign: string): Promise<void> {
  for (let left = processesOf(campaign); left.length > 0; left = processesOf(campaign)) {
    for (const { pid } of left) kill(pid);
    await delay(20);
  }
}

export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself meanwhile.
  }
}

/** Resolves with whether it came to hold within so many ms. */
export async function holds(condition: () => boolean, ms: number): Promise<boolean> {
  for (const end = Date.now() + ms; Date.now() < end; await delay(10)) if (condition()) return true;
  return condition();
}

/** Not those that have ended and only wait for their parent: they have no environment. */
function processesOf(campaign: string): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((name) => ({
      pid: Number(name),
      environment: environmentOf(name),
      command: fieldsOf(`/proc/${name}/cmdline`),
    }))
    .filter(({ environment }) => environment.get(CAMPAIGN) === campaign);
}

function environmentOf(pid: string): ReadonlyMap<string, string> {
  const entries = fieldsOf(`/proc/${pid}/environ`).map((entry) => [entry, entry.indexOf('=')] as const);
  return new Map(entries.map(([entry, at]) => [entry.slice(0, at), entry.slice(at + 1)]));
}

function fieldsOf(file: string): string[] {
  return textOf(file).split('\0');
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)/m.exec(textOf(`/proc/${pid}/status`))?.[1]);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
