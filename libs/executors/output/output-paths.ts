import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttemptKey, OutputStream } from '#dag/ports/executor';

/** Tasks of one folder: a run of a million tasks has a thousand folders of a thousand tasks. */
const TASKS_PER_FOLDER = 1000;

/** Folder of all output that is kept of a store's runs. */
export function outputRootOf(storeFolder: string): string {
  return join(storeFolder, 'output');
}

/** Removes the output of runs that are not known any more, as a removal that was cut short leaves it. */
export async function forgetUnknownRuns(root: string, isKnown: (runID: number) => boolean): Promise<void> {
  const names = await readdir(root).catch(() => []);
  const unknown = names.filter((name) => /^\d+$/.test(name) && !isKnown(Number(name)));
  for (const name of unknown) await rm(join(root, name), { recursive: true, force: true });
}

/** Removes the output of these runs. */
export async function forgetRuns(root: string, runIDs: readonly number[]): Promise<void> {
  for (const runID of runIDs) await rm(runFolder(root, runID), { recursive: true, force: true });
}

/** For a server without a record of earlier lives: the ids of its runs begin anew, and would find the output of former ones. */
export async function forgetOutput(root: string): Promise<void> {
  await rm(root, { recursive: true, force: true });
}

/** Folder of all output of a run. */
export function runFolder(root: string, runID: number): string {
  return join(root, String(runID));
}

/** Folder of an attempt's output files. */
export function attemptFolder(root: string, key: AttemptKey): string {
  return `${root}/${key.runID}/${Math.floor(key.task / TASKS_PER_FOLDER)}`;
}

/** Where an attempt's output is kept once it has ended. Made of numbers only: nothing that a user wrote gets into a path. */
export function outputPath(root: string, key: AttemptKey, stream: OutputStream): string {
  return `${attemptFolder(root, key)}/${key.task}.${key.attempt}.${stream}`;
}
