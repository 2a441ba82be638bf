import { statfsSync } from 'node:fs';

const MB = 1024 * 1024;
const LOOK_EVERY_MS = 1_000;

/** What is free where tasks write. */
export class StorageSpace {
  private lookedAt = -Infinity;
  private last: string | undefined;

  constructor(
    /** Absolute path of a folder. */
    private readonly folder: string,
    private readonly leastMB: number,
  ) {}

  /** Why no task should begin to write; undefined when there is space. Looks once a second at most. */
  shortage(now = performance.now()): string | undefined {
    if (now - this.lookedAt < LOOK_EVERY_MS) return this.last;
    this.lookedAt = now;
    this.last = this.look();
    return this.last;
  }

  private look(): string | undefined {
    try {
      const { bavail, bsize } = statfsSync(this.folder);
      const freeMB = Math.floor((bavail * bsize) / MB);
      if (freeMB >= this.leastMB) return undefined;
      return `${this.folder} has ${freeMB} MB free, and needs ${this.leastMB} ("limits": {"minFreeMB": ...})`;
    } catch (error) {
      return `${this.folder} cannot be looked at: ${(error as Error).message}`;
    }
  }
}
