import { type ByteSource, CHUNK } from './byte-source';

const NEWLINE = 10;

/** Where the last `lines` lines of the first `size` bytes begin. A last line without its newline counts as one. */
export async function tailStart(source: ByteSource, size: number, lines: number): Promise<number> {
  if (lines === 0) return size;
  let wanted = lines;
  for (let end = size; end > 0; end -= CHUNK) {
    const start = Math.max(0, end - CHUNK);
    const chunk = await source.read(start, end);
    // The newline that ends the whole ends its last line; it does not begin another.
    const from = end === size ? chunk.length - 2 : chunk.length - 1;
    for (let at = chunk.lastIndexOf(NEWLINE, from); at >= 0 && from >= 0; at = chunk.lastIndexOf(NEWLINE, at - 1)) {
      if (--wanted === 0) return start + at + 1;
      if (at === 0) break;
    }
  }
  return 0;
}
