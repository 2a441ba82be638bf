import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Of the file's form; one with another number is as good as none. */
const VERSION = 1;
/** No runner's instance: attempts may have been sent to more than one. */
const UNCLEAR = '';

interface Noted {
  readonly version: number;
  /** Fencing token of the owner that wrote it. */
  readonly owner: number;
  /** Url -> the one instance of the runner that this owner can have sent anything to. */
  readonly runners: Readonly<Record<string, string>>;
}

/**
 * A file that says to the next owner which instances of runners this one can have sent attempts to. When all of these are
 * still there, an attempt that none of them knows was never sent, and can be started.
 */
export class NotedInstances {
  private runners: Record<string, string> | undefined;
  private readonly former: Noted | undefined;

  constructor(
    private readonly file: string,
    private readonly owner: number,
  ) {
    this.former = readNoted(file);
  }

  /** Whether what none of these runners knows was certainly never sent by a former owner. `instances`: as heard now. */
  proveUnsent(instances: ReadonlyMap<string, string | undefined>): boolean {
    // Every owner has the number after the one before it.
    if (this.former?.owner !== this.owner - 1) return false;
    return Object.entries(this.former.runners).every(
      ([url, instance]) => instance !== UNCLEAR && instances.get(url) === instance,
    );
  }

  /** Called before this owner sends anything. Throws the file system's errors. */
  begin(instances: ReadonlyMap<string, string | undefined>): void {
    this.runners = Object.fromEntries([...instances].map(([url, instance]) => [url, instance ?? UNCLEAR]));
    this.write();
  }

  /** Called before anything is sent to an instance that `begin` did not know of. */
  changed(url: string): void {
    if (!this.runners || this.runners[url] === UNCLEAR) return;
    this.runners[url] = UNCLEAR;
    try {
      this.write();
    } catch {
      // Without a file nothing is proved, which is what is wanted.
      rmSync(this.file, { force: true });
    }
  }

  private write(): void {
    const noted: Noted = { version: VERSION, owner: this.owner, runners: this.runners ?? {} };
    const folder = dirname(this.file);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const next = `${this.file}.next`;
    const file = openSync(next, 'w', 0o600);
    try {
      writeSync(file, JSON.stringify(noted));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(next, this.file);
    syncFolder(folder);
  }
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Undefined when there is none, or none that can be relied on. */
function readNoted(file: string): Noted | undefined {
  try {
    const noted = JSON.parse(readFileSync(file, 'utf8')) as Partial<Noted> | null;
    const { version, owner, runners } = noted ?? {};
    if (version !== VERSION || typeof owner !== 'number' || typeof runners !== 'object') return undefined;
    return { version, owner, runners: { ...runners } };
  } catch {
    return undefined;
  }
}
