import { closeSync, constants, openSync, truncateSync, unlinkSync } from 'node:fs';
import { keepOutput, type KeptOutput } from '../../output/keep-output';
import { keptHalf } from '../../output/kept-view';
import * as libc from './libc';

/** Least worth freeing. */
const PUNCH_BYTES = 1024 * 1024;

/** Bytes that a stray may write to a file that nobody will read, before it is emptied. */
const ORPHAN_BYTES = 1024 * 1024;

const CREATE = constants.O_RDONLY | constants.O_CREAT | constants.O_EXCL;

/**
 * The file that one stream of one slot's processes is appended to. Most processes print nothing, and creating and
 * removing a file costs more than anything else the launcher does around a start: a file that is still empty is used
 * again for the next process, but only when nobody else has it open.
 */
export class SlotFile {
  /** Reads only: a read lease is given exactly when no one has the file open for writing. -1 while there is no file. */
  private fd = -1;
  /** Up to where the disk space of the middle was freed. */
  private punched = 0;

  constructor(
    readonly path: string,
    /** Whether the file system tells who else has a file open; see `tellsWriters`. */
    private readonly tells: boolean,
  ) {}

  /** Makes the file when there is none. */
  prepare(): void {
    if (this.fd >= 0) return;
    try {
      this.fd = openSync(this.path, CREATE, 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      // Left by a launcher that was killed, perhaps with somebody who still writes to it.
      unlinkSync(this.path);
      this.fd = openSync(this.path, CREATE, 0o600);
    }
  }

  /** Bytes written so far. */
  size(): number {
    return libc.lseek(this.fd, 0, libc.SEEK_END);
  }

  /** Takes over what an ended process wrote. `final`: where it is kept. Throws the file system's errors. */
  collect(final: () => string, cap: number, orphans: Set<OrphanFile>): KeptOutput {
    const quiet = !this.tells || isQuiet(this.fd);
    if (this.tells && quiet && this.size() === 0) return NOTHING;
    const fd = this.fd;
    this.fd = -1;
    this.punched = 0;
    try {
      return keepOutput(this.path, final(), cap, !quiet);
    } finally {
      // A process that left its session may live on with its stdout, and what it says now belongs to nobody.
      if (quiet) closeSync(fd);
      else orphans.add(new OrphanFile(fd));
    }
  }

  /** Frees the disk space of the middle, which will not be kept, once there is much of it. Throws the file system's errors. */
  punch(cap: number): void {
    if (this.fd < 0) return;
    const half = keptHalf(cap);
    const start = Math.max(half, this.punched);
    const end = this.size() - half;
    if (end - start < Math.max(cap, PUNCH_BYTES)) return;
    const writer = openSync(this.path, 'r+');
    try {
      const failed = libc.fallocate(writer, libc.FALLOC_KEEP_SIZE_PUNCH_HOLE, start, end - start) !== 0;
      if (!failed) this.punched = end;
    } finally {
      closeSync(writer);
    }
  }

  /** Forgets the file: it could not be written to, or read. */
  discard(): void {
    if (this.fd >= 0) closeSync(this.fd);
    this.fd = -1;
    this.punched = 0;
    removeFile(this.path);
  }
}

/** Whether nobody has the file open for writing. */
function isQuiet(fd: number): boolean {
  if (libc.fcntl(fd, libc.F_SETLEASE, libc.F_RDLCK) !== 0) return false;
  // At once: whoever opens a leased file for writing is made to wait.
  libc.fcntl(fd, libc.F_SETLEASE, libc.F_UNLCK);
  return true;
}

/**
 * Whether the file system of a folder tells if anybody has a file open for writing. Network file systems do not: there,
 * each process gets new files, and a stray can go on writing to the kept output of its attempt.
 */
export function tellsWriters(folder: string): boolean {
  const path = `${folder}/lease-probe`;
  const writer = openSync(path, 'w', 0o600);
  const reader = openSync(path, 'r');
  const seen = !isQuiet(reader);
  closeSync(writer);
  const unseen = isQuiet(reader);
  closeSync(reader);
  unlinkSync(path);
  return seen && unseen;
}

const NOTHING: KeptOutput = { total: 0, truncated: false };

/** A removed file that strays still write to: kept small until the last of them has gone. */
export class OrphanFile {
  constructor(private readonly fd: number) {}

  /** Returns whether the file is still written to; when it is not, it is gone. */
  check(): boolean {
    if (isQuiet(this.fd)) {
      closeSync(this.fd);
      return false;
    }
    if (libc.lseek(this.fd, 0, libc.SEEK_END) > ORPHAN_BYTES) truncateSync(`/proc/self/fd/${this.fd}`, 0);
    return true;
  }
}

function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
