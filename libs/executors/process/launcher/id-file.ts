import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a launcher writes about itself in its folder, for the next one there. */
export interface LauncherRecord {
  /** Marks its processes; see strays. */
  readonly id: string;
  /** Of the host's start in which it ran. */
  readonly boot: string;
  /** The latest owner that began with it, if it ended in order; else -1. */
  readonly settledOwner: number;
  /** The latest owner that was ever here; -1 before the first. */
  readonly latestOwner: number;
}

/** Undefined when no launcher was here before. */
export function readLauncherRecord(folder: string): LauncherRecord | undefined {
  let text: string;
  try {
    text = readFileSync(pathIn(folder), 'utf8');
  } catch {
    return undefined;
  }
  const [id, boot, settledOwner, latestOwner] = text.split(' ');
  return { id, boot, settledOwner: Number(settledOwner), latestOwner: Number(latestOwner) };
}

/** In one step: whoever reads it finds it whole, also when this is killed meanwhile. */
export function writeLauncherRecord(folder: string, record: LauncherRecord): void {
  const { id, boot, settledOwner, latestOwner } = record;
  const draft = `${pathIn(folder)}.new`;
  writeFileSync(draft, `${id} ${boot} ${settledOwner} ${latestOwner}`, { mode: 0o600 });
  renameSync(draft, pathIn(folder));
}

function pathIn(folder: string): string {
  return join(folder, 'id');
}
