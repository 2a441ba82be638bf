import type { SearchAnswer } from '#wire/search';
import type { TextFilter } from '../safe-regex';
import { type ByteSource, CHUNK } from './byte-source';
import { type Line, LineSplitter } from './line-splitter';

const LONGEST_TEXT = 2_000;
/** Longest time that other requests wait for a search. */
const SLICE_MS = 10;

/**
 * The first `limit` lines that match, with their numbers and places. Of a line longer than 64 KiB the beginning is
 * searched. Memory is bounded by the size of a chunk; stops early when `signal` is aborted.
 */
export async function searchLines(
  source: ByteSource,
  filter: TextFilter,
  limit: number,
  signal?: AbortSignal,
): Promise<SearchAnswer> {
  const search = new Search(filter, limit, signal);
  const splitter = new LineSplitter();
  const size = await source.size();
  let at = 0;
  while (at < size && !search.stopped) {
    const chunk = await source.read(at, Math.min(at + CHUNK, size));
    if (chunk.length === 0) break;
    at += chunk.length;
    await search.through(splitter.push(chunk));
  }
  if (!search.stopped) await search.through(splitter.end());
  return { items: search.items, more: search.more };
}

class Search {
  readonly items: SearchAnswer['items'] = [];
  /** One more line than the limit was found. */
  more = false;
  private line = 0;
  private sliceEnd = performance.now() + SLICE_MS;

  constructor(
    private readonly filter: TextFilter,
    private readonly limit: number,
    private readonly signal: AbortSignal | undefined,
  ) {}

  get stopped(): boolean {
    return this.more || this.signal?.aborted === true;
  }

  async through(lines: Iterable<Line>): Promise<void> {
    for (const { offset, bytes } of lines) {
      this.line++;
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
      if (this.filter(text)) {
        this.more = this.items.length === this.limit;
        if (!this.more) this.items.push({ line: this.line, offset, text: text.slice(0, LONGEST_TEXT) });
      }
      if (performance.now() > this.sliceEnd) {
        await new Promise((resolve) => setImmediate(resolve));
        this.sliceEnd = performance.now() + SLICE_MS;
      }
      if (this.stopped) return;
    }
  }
}
