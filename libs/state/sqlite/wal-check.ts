import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { endianness } from 'node:os';
import { Damage } from './damage';

/** https://sqlite.org/fileformat2.html#the_write_ahead_log */
const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const MAGIC = 0x377f0682;
/** Where the database's header says how it is written and read; both 2 with a write-ahead log. */
const WRITE_VERSION_AT = 18;

/**
 * Finds what SQLite would pass over in silence: it takes a damaged frame of the write-ahead log for the end of it, and
 * forgets every commit after it. That is right for the last commit, whose write a power cut has torn, but with
 * synchronous=full each commit before it was on the disk. Must be called while the file is not open. Throws Damage.
 */
export function checkLog(file: string): void {
  const wal = `${file}-wal`;
  if (!existsSync(wal) || statSync(wal).size < HEADER_BYTES + FRAME_HEADER_BYTES) return;
  checkMode(file);
  const fd = openSync(wal, 'r');
  try {
    const lost = new LogReader(fd).commitsAfterEnd();
    if (lost > 1) {
      throw new Damage(
        `its write-ahead log, and ${lost - 1} or more commits behind that place would be lost`,
        `restore a backup, or go on without them: sqlite3 ${file} "PRAGMA wal_checkpoint(TRUNCATE)"`,
      );
    }
  } finally {
    closeSync(fd);
  }
}

/** A database that does not know of its log would never look into it. */
function checkMode(file: string): void {
  const header = Buffer.alloc(100);
  if (existsSync(file)) {
    const fd = openSync(file, 'r');
    readSync(fd, header, 0, header.length, 0);
    closeSync(fd);
  }
  if (header[WRITE_VERSION_AT] !== 2 || header[WRITE_VERSION_AT + 1] !== 2) {
    throw new Damage('its first page does not say that there is a write-ahead log, but there is one');
  }
}

class LogReader {
  private readonly size: number;
  private readonly frameBytes: number;
  private readonly bigEndian: boolean;
  private readonly header = Buffer.alloc(HEADER_BYTES);
  private sums: readonly [number, number] = [0, 0];

  constructor(private readonly fd: number) {
    this.size = fstatSync(fd).size;
    readSync(fd, this.header, 0, HEADER_BYTES, 0);
    const magic = this.header.readUInt32BE(0);
    this.bigEndian = magic === MAGIC + 1;
    this.frameBytes = FRAME_HEADER_BYTES + this.header.readUInt32BE(8);
    // It is on the disk before the first frame is written.
    if ((magic & ~1) >>> 0 !== MAGIC || !this.passes(this.header.subarray(0, 24), this.header, 24)) {
      throw new Damage('the header of its write-ahead log is not what was written');
    }
  }

  /** Commits of the log's present round that lie at or behind the first frame that is not valid. */
  commitsAfterEnd(): number {
    const frame = Buffer.alloc(this.frameBytes);
    let valid = true;
    let commits = 0;
    for (let at = HEADER_BYTES; at + this.frameBytes <= this.size; at += this.frameBytes) {
      // Once past the end, the pages themselves no longer matter.
      readSync(this.fd, frame, 0, valid ? this.frameBytes : FRAME_HEADER_BYTES, at);
      const ofThisRound = frame.compare(this.header, 16, 24, 8, 16) === 0;
      valid &&= ofThisRound && this.passes(frame.subarray(0, 8), frame, 16, frame.subarray(FRAME_HEADER_BYTES));
      const isCommit = frame.readUInt32BE(4) !== 0;
      if (!valid && ofThisRound && isCommit) commits++;
    }
    return commits;
  }

  /** Whether the running checksum of the log, over these bytes too, is the one stored in `within` at `place`. */
  private passes(bytes: Buffer, within: Buffer, place: number, more?: Buffer): boolean {
    this.sums = this.sum(bytes, this.sums);
    if (more) this.sums = this.sum(more, this.sums);
    return within.readUInt32BE(place) === this.sums[0] && within.readUInt32BE(place + 4) === this.sums[1];
  }

  private sum(bytes: Buffer, [first, second]: readonly [number, number]): readonly [number, number] {
    const words = new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    if (this.bigEndian !== (endianness() === 'BE')) Buffer.from(words.buffer).swap32();
    let s0 = first;
    let s1 = second;
    for (let i = 0; i < words.length; i += 2) {
      s0 = (s0 + words[i] + s1) >>> 0;
      s1 = (s1 + words[i + 1] + s0) >>> 0;
    }
    return [s0, s1];
  }
}
