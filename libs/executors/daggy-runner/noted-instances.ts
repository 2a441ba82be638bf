import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Of the file's form; one with another number is as good as none. */
const VERSION = 2;
/** No runner's instance: attempts may have been sent to more than one. */
const UNCLEAR = '';
/** Of more owners nothing is proved: their ids would all have to be asked for. */
const MOST_SENDERS = 100;

interface Noted {
  readonly version: number;
  /** Fencing token of the owner that wrote it. */
  readonly owner: number;
  /** The least token in the ids of attempts that it has sent or taken up. */
  readonly oldest: number;
  /** Url -> the one instance of the runner that this owner can have sent anything to. */
  readonly runners: Readonly<Record<string, string>>;
}

/**
 * A file that says to the next owner which instances of runners this one can have sent attempts to, and under which ids. When
 * all of these are still there, an attempt that none of them ever started was never sent.
 */
export class NotedInstances {
  private runners: Record<string, string> | undefined;
  private oldest: number;
  private readonly former: Noted | undefined;

  constructor(
    private readonly file: string,
    private readonly owner: number,
  ) {
    this.oldest = owner;
    this.former = readNoted(file);
  }

  /**
   * The tokens of all owners that can have sent what is not settled, each to none but these runners; undefined when nobody
   * knows. `instances`: as heard now.
   */
  senders(instances: ReadonlyMap<string, string | undefined>): readonly number[] | undefined {
    const { former } = this;
    // Every owner has the number after the one before it.
    if (former?.owner !== this.owner - 1 || this.owner - former.oldest > MOST_SENDERS) return undefined;
    const areSame = Object.entries(former.runners).every(
      ([url, instance]) => instance !== UNCLEAR && instances.get(url) === instance,
    );
    if (!areSame) return undefined;
    return Array.from({ length: this.owner - former.oldest }, (_, index) => former.oldest + index);
  }

  /** Those of the noted urls that are not among these. */
  missing(urls: Iterable<string>): string[] {
    const present = new Set(urls);
    return Object.keys(this.former?.runners ?? {}).filter((url) => !present.has(url));
  }

  /** Called before this owner sends anything. Throws the file system's errors. */
  begin(instances: ReadonlyMap<string, string | undefined>): void {
    this.runners = Object.fromEntries([...instances].map(([url, instance]) => [url, instance ?? UNCLEAR]));
    this.write();
  }

  /** Called when an attempt is taken up whose id has this token. */
  takenUp(token: number): void {
    if (token >= this.oldest) return;
    this.oldest = token;
    if (this.runners) this.rewrite();
  }

  /** Called before anything is sent to an instance that `begin` did not know of. */
  changed(url: string): void {
    if (!this.runners || this.runners[url] === UNCLEAR) return;
    this.runners[url] = UNCLEAR;
    this.rewrite();
  }

  private rewrite(): void {
    try {
      this.write();
    } catch {
      // Without a file nothing is proved, which is what is wanted.
      rmSync(this.file, { force: true });
    }
  }

  private write(): void {
    const { owner, oldest, runners = {} } = this;
    const noted: Noted = { version: VERSION, owner, oldest, runners };
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
    const { version, owner, oldest, runners } = noted ?? {};
    if (version !== VERSION || typeof runners !== 'object') return undefined;
    if (typeof owner !== 'number' || typeof oldest !== 'number') return undefined;
    return { version, owner, oldest, runners: { ...runners } };
  } catch {
    return undefined;
  }
}
