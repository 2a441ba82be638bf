import { open, type FileHandle } from 'node:fs/promises';
import type { AttemptOutput } from '#dag/ports/executor';
import { keptView, piecesOf, type KeptView } from './kept-view';

/** Most that one read returns. */
const MAX_READ_BYTES = 64 * 1024 * 1024;

export interface OutputPlaces {
  /**
   * The file that the attempt writes to now, with everything written so far; absent when it does not run. A file is the
   * attempt's as long as this names it, and may be another attempt's right after.
   */
  live(): string | undefined;
  /** Where the kept output is once the attempt has ended. */
  readonly final: string;
}

/** The output of an attempt of this host, running or ended. */
export class FileOutput implements AttemptOutput {
  constructor(
    private readonly places: OutputPlaces,
    private readonly cap: number,
  ) {}

  async size(): Promise<number> {
    return (await this.access((view) => Promise.resolve(view.size))) ?? 0;
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    const bytes = await this.access((view, total, file) => readView(file, view, total, Math.max(0, start), end));
    return bytes ?? new Uint8Array(0);
  }

  /** Undefined when there is no file, so nothing was ever written. */
  private async access<T>(
    use: (view: KeptView, total: number, file: FileHandle) => Promise<T>,
  ): Promise<T | undefined> {
    for (;;) {
      const live = this.places.live();
      if (live === undefined) return withFile(this.places.final, Infinity, use);
      const result = await withFile(live, this.cap, use);
      if (this.places.live() !== live) continue;
      // Missing while it counts as running: it has ended, its file was moved and word of that is under way.
      return result ?? withFile(this.places.final, Infinity, use);
    }
  }
}

async function withFile<T>(
  path: string,
  cap: number,
  use: (view: KeptView, total: number, file: FileHandle) => Promise<T>,
): Promise<T | undefined> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const total = (await file.stat()).size;
    return await use(keptView(total, cap), total, file);
  } finally {
    await file.close();
  }
}

async function readView(file: FileHandle, view: KeptView, total: number, start: number, end: number): Promise<Buffer> {
  const bytes = Buffer.alloc(Math.max(0, Math.min(end, view.size, start + MAX_READ_BYTES) - start));
  let filled = 0;
  for (const piece of piecesOf(view, total, start, start + bytes.length)) {
    if (piece.from === 'marker') {
      bytes.set(view.marker.subarray(piece.start, piece.start + piece.length), filled);
      filled += piece.length;
      continue;
    }
    const { bytesRead } = await file.read(bytes, filled, piece.length, piece.start);
    filled += bytesRead;
    if (bytesRead < piece.length) break;
  }
  return bytes.subarray(0, filled);
}
