import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Of the file's form; one with another number is as good as none. */
const VERSION = 1;

interface Noted {
  readonly version: number;
  /** Absolute paths. */
  readonly folders: readonly string[];
}

/**
 * The tmpDirs in which a pool's attempts have files. They are noted, so that a later owner of the store finds what a former one
 * has left there: files of attempts whose results were acknowledged right before it died, or that its store knows no more.
 */
export class TmpFolders {
  private readonly noted: Set<string>;
  /** By folder: until what was left there is removed. */
  private readonly sweeps = new Map<string, Promise<void>>();

  constructor(
    private readonly file: string,
    /** Whether a file of this name is one of the pool's. */
    private readonly isOwn: (name: string) => boolean,
    private readonly log: (message: string) => void,
  ) {
    this.noted = new Set(readNoted(file));
  }

  /** Removes the pool's files from all noted folders, but for those of these names. Called once, before any `use`. */
  sweep(kept: ReadonlySet<string>): void {
    for (const folder of this.noted) this.sweeps.set(folder, this.sweepOne(folder, kept));
    void this.swept().then(() => this.write());
  }

  /** Called before a file is made in a folder: resolves when what was left there is not in its way. */
  async use(folder: string): Promise<void> {
    await this.sweeps.get(folder);
    if (this.noted.has(folder)) return;
    this.noted.add(folder);
    this.write();
  }

  /** Resolves when nothing is removed any more. */
  async swept(): Promise<void> {
    await Promise.all(this.sweeps.values());
  }

  private async sweepOne(folder: string, kept: ReadonlySet<string>): Promise<void> {
    try {
      const own = (await namesIn(folder)).filter(this.isOwn);
      const left = own.filter((name) => !kept.has(name));
      for (const name of left) await rm(`${folder}/${name}`, { force: true });
      if (left.length === own.length) this.noted.delete(folder);
    } catch (error) {
      // It stays noted for the next owner.
      this.log(String(error));
    }
  }

  /** What cannot be noted is found by this owner only, which is no reason to run nothing. */
  private write(): void {
    const noted: Noted = { version: VERSION, folders: [...this.noted] };
    const next = `${this.file}.next`;
    try {
      mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
      writeFileSync(next, JSON.stringify(noted), { mode: 0o600, flush: true });
      renameSync(next, this.file);
    } catch (error) {
      this.log(String(error));
    }
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function readNoted(file: string): readonly string[] {
  try {
    const { version, folders } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Noted>;
    return version === VERSION && Array.isArray(folders) ? folders : [];
  } catch {
    return [];
  }
}
