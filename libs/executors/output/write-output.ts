import { closeSync, openSync, writeSync } from 'node:fs';
import { withFolder, type KeptOutput } from './keep-output';
import { keptView } from './kept-view';

/** Writes output that was never a file to its place, cut to the cap; no file for nothing. Throws the file system's errors. */
export function writeOutput(final: string, bytes: Uint8Array, cap: number): KeptOutput {
  const total = bytes.length;
  if (total === 0) return { total, truncated: false };
  const { head, marker, tail } = keptView(total, cap);
  withFolder(final, () => {
    const file = openSync(final, 'w', 0o600);
    try {
      for (const part of [bytes.subarray(0, head), marker, bytes.subarray(total - tail)]) {
        for (let put = 0; put < part.length;) put += writeSync(file, part, put);
      }
    } finally {
      closeSync(file);
    }
  });
  return { total, truncated: total > cap };
}
