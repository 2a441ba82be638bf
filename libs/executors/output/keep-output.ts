import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { keptView, piecesOf } from './kept-view';

/** EX_IOERR of sysexits.h: the exit code of an attempt that was a success but for its output, which could not be kept. */
export const RC_OUTPUT_NOT_KEPT = 74;

const COPY_BYTES = 1024 * 1024;

/** What became of one stream of an ended attempt. */
export interface KeptOutput {
  /** Bytes written, kept or not. */
  readonly total: number;
  readonly truncated: boolean;
}

/**
 * Moves what a process wrote to its final place, cut to the cap; nothing is left at `written`, and no file is made when
 * nothing was written. With `copy` the file is not renamed but copied, because somebody may still write to it.
 * Throws the file system's errors.
 */
export function keepOutput(written: string, final: string, cap: number, copy = false): KeptOutput {
  const input = openSync(written, 'r');
  try {
    const total = fstatSync(input).size;
    if (total === 0) unlinkSync(written);
    else if (total <= cap && !copy) withFolder(final, () => renameSync(written, final));
    else {
      withFolder(final, () => copyView(input, total, final, cap));
      unlinkSync(written);
    }
    return { total, truncated: total > cap };
  } finally {
    closeSync(input);
  }
}

/** The folder usually exists: it is made only when it turns out to be missing. */
export function withFolder(file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    write();
  }
}

function copyView(input: number, total: number, final: string, cap: number): void {
  const view = keptView(total, cap);
  // Whatever a copy that was interrupted left here is of no use.
  rmSync(final, { force: true });
  const output = openSync(final, 'wx', 0o600);
  try {
    for (const piece of piecesOf(view, total, 0, view.size)) {
      if (piece.from === 'marker') writeSync(output, view.marker);
      else copyBytes(input, piece.start, piece.length, output);
    }
  } catch (error) {
    rmSync(final, { force: true });
    throw error;
  } finally {
    closeSync(output);
  }
}

function copyBytes(input: number, start: number, length: number, output: number): void {
  const chunk = Buffer.allocUnsafe(Math.min(COPY_BYTES, length));
  for (let copied = 0; copied < length;) {
    const got = readSync(input, chunk, 0, Math.min(chunk.length, length - copied), start + copied);
    if (got === 0) return;
    for (let put = 0; put < got;) put += writeSync(output, chunk, put, got - put);
    copied += got;
  }
}
