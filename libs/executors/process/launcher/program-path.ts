import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { quote } from './quote';

/** What PATH is when nobody has set it; as in the C library. */
const DEFAULT_PATH = '/bin:/usr/bin';

/** How long a found program is believed to be the first one in PATH. */
const BELIEVED_MS = 1000;

/** A program that cannot be started, and why; for people. */
export interface Unstartable {
  readonly rc: 126 | 127;
  readonly reason: string;
}

/** Finds programs by name as a shell does: the first file in PATH that may be executed. */
export class ProgramPath {
  private readonly found = new Map<string, string>();
  private believedUntil = 0;

  /** A path that can be executed from within `workDir`, or why there is none. Names with a slash are paths already. */
  find(name: string, path: string | undefined, workDir: string): string | Unstartable {
    if (name.includes('/')) return name;
    const now = Date.now();
    if (now >= this.believedUntil) {
      this.found.clear();
      this.believedUntil = now + BELIEVED_MS;
    }
    const question = `${name}\0${path ?? ''}\0${workDir}`;
    const known = this.found.get(question);
    if (known !== undefined) return known;
    const answer = search(name, path || DEFAULT_PATH, workDir);
    if (typeof answer === 'string') this.found.set(question, answer);
    return answer;
  }
}

function search(name: string, path: string, workDir: string): string | Unstartable {
  let refused: Unstartable | undefined;
  for (const folder of path.split(':')) {
    // An empty entry is the working directory, as ever.
    const file = resolve(workDir || '.', folder, name);
    const obstacle = whyNotExecutable(file);
    if (!obstacle) return file;
    if (obstacle.rc === 126) refused ??= obstacle;
  }
  return refused ?? { rc: 127, reason: `there is no program ${quote(name)} in PATH (${path})` };
}

/** Why a file cannot be executed by this process; undefined when it seems that it can. */
export function whyNotExecutable(file: string): Unstartable | undefined {
  try {
    if (statSync(file).isDirectory()) return { rc: 126, reason: `${quote(file)} is a directory, not a program` };
    accessSync(file, constants.X_OK);
    return undefined;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { rc: 127, reason: `there is no program ${quote(file)}` };
    if (code === 'EACCES') return { rc: 126, reason: `${quote(file)} may not be executed (permission denied)` };
    return { rc: 126, reason: `${quote(file)} cannot be executed (${code})` };
  }
}
