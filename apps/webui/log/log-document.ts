import type { LineCounts } from '#wire/line-counts';
import { BLOCK, BlockRows, CONTEXT, type Span } from './block-rows';
import { findNewline, LineCounter } from './line-counter';
import { TailBytes } from './tail-bytes';

/** Read at once when an output is opened. */
const OPEN_BYTES = 3 * BLOCK;
/** Blocks that are kept in memory: 16 MiB. */
const MOST_BLOCKS = 256;
const READ_AGAIN_MS = 2_000;

/** Where the bytes of an output come from. */
export interface LogSource {
  tail(most: number, signal: AbortSignal): Promise<{ size: number; bytes: Uint8Array }>;
  range(start: number, end: number, signal: AbortSignal): Promise<Uint8Array>;
  lines(from: number, signal: AbortSignal): Promise<LineCounts>;
}

interface Kept {
  readonly rows: BlockRows;
  /** End of the bytes that its rows were made of. */
  readonly upTo: number;
}

/** An output of any size, of which only what is looked at is in memory. It may grow. */
export class LogDocument {
  /** Bytes that are known to be there. */
  size = 0;
  lines = new LineCounter();
  /** Why something could not be read, until it could. */
  trouble: unknown;
  private tail = new TailBytes(0);
  /** Least recently used first. */
  private readonly blocks = new Map<number, Kept>();
  private readonly loading = new Set<number>();
  private closing = new AbortController();

  /** `changed`: there is more or something else to show. */
  constructor(
    private readonly source: LogSource,
    private readonly changed: () => void,
  ) {}

  /** Reads the end, forgetting all that was known; lines are counted behind it. Rejects when it cannot be read. */
  async open(): Promise<void> {
    this.close();
    this.closing = new AbortController();
    const { signal } = this.closing;
    const { size, bytes } = await this.source.tail(OPEN_BYTES, signal);
    signal.throwIfAborted();
    this.blocks.clear();
    this.loading.clear();
    this.size = size;
    this.tail = new TailBytes(size - bytes.length, bytes);
    this.lines = new LineCounter();
    this.lines.add(size - bytes.length, bytes);
    this.trouble = undefined;
    this.changed();
    void this.countLines();
  }

  close(): void {
    this.closing.abort();
  }

  /** Adds what was written behind the end. */
  append(bytes: Uint8Array): void {
    this.lines.add(this.size, bytes);
    this.tail.append(bytes);
    this.size += bytes.length;
    this.changed();
  }

  get blockCount(): number {
    return Math.ceil(this.size / BLOCK);
  }

  /** The rows of a block; undefined while they are being read. */
  block(index: number): BlockRows | undefined {
    const start = Math.max(0, index * BLOCK - CONTEXT);
    const end = Math.min(this.size, (index + 1) * BLOCK + CONTEXT);
    const kept = this.blocks.get(index);
    if (kept?.upTo === end) {
      this.blocks.delete(index);
      this.blocks.set(index, kept);
      return kept.rows;
    }
    const span = this.tail.span(start, end);
    if (span !== undefined) return this.keep(index, span);
    void this.load(index, start, end);
    return undefined;
  }

  /** The rows of a block if they are here. */
  known(index: number): BlockRows | undefined {
    return this.blocks.get(index)?.rows;
  }

  /** Indexes of the blocks that are here. */
  knownBlocks(): Iterable<number> {
    return this.blocks.keys();
  }

  /** The last bytes as they are known, at most so many. */
  lastBytes(most: number): Span | undefined {
    return this.tail.span(Math.max(0, this.size - most), this.size);
  }

  /** Number of the line that a row begins or is in; undefined while that is not counted. */
  lineOf(block: number, newlines: number): number | undefined {
    const before = this.lines.before(block);
    return before === undefined ? undefined : before + newlines + 1;
  }

  /** Where a line begins, or the last one when there are not so many; undefined while it is not counted that far. */
  async offsetOfLine(line: number): Promise<number | undefined> {
    if (line <= 1) return 0;
    const block = this.lines.blockOf(line - 1);
    if (block === undefined) return this.lines.countedTo < this.size ? undefined : Math.max(0, this.size - 1);
    const start = block * BLOCK;
    const end = Math.min(this.size, start + BLOCK);
    const bytes = this.tail.span(start, end)?.bytes ?? (await this.source.range(start, end, this.closing.signal));
    const newline = findNewline(bytes, line - 1 - (this.lines.before(block) ?? 0));
    return Math.min(start + newline + 1, Math.max(0, this.size - 1));
  }

  private async countLines(): Promise<void> {
    const { signal } = this.closing;
    while (this.lines.countedTo < this.size && !signal.aborted) {
      try {
        this.lines.take(await this.source.lines(Math.floor(this.lines.countedTo / BLOCK) * BLOCK, signal));
        if (signal.aborted) return;
        const since = this.tail.span(this.lines.countedTo, this.size);
        if (since !== undefined) this.lines.add(since.at, since.bytes);
        this.changed();
      } catch (error) {
        if (signal.aborted) return;
        this.fail(error);
        await new Promise((resolve) => setTimeout(resolve, READ_AGAIN_MS));
      }
    }
  }

  private async load(index: number, start: number, end: number): Promise<void> {
    if (this.loading.has(index)) return;
    const { signal } = this.closing;
    this.loading.add(index);
    try {
      const bytes = await this.source.range(start, end, signal);
      if (signal.aborted) return;
      this.loading.delete(index);
      if (bytes.length < end - start) throw new Error('the output has become shorter');
      this.keep(index, { at: start, bytes });
      this.trouble = undefined;
      this.changed();
    } catch (error) {
      if (signal.aborted) return;
      this.fail(error);
      // Until then it counts as being read, so that it is not asked for with every frame.
      setTimeout(() => {
        this.loading.delete(index);
        if (!signal.aborted) this.changed();
      }, READ_AGAIN_MS);
    }
  }

  private keep(index: number, span: Span): BlockRows {
    const rows = new BlockRows(index, span);
    this.blocks.delete(index);
    this.blocks.set(index, { rows, upTo: span.at + span.bytes.length });
    for (const oldest of this.blocks.keys()) {
      if (this.blocks.size <= MOST_BLOCKS) break;
      this.blocks.delete(oldest);
    }
    return rows;
  }

  private fail(error: unknown): void {
    this.trouble = error;
    this.changed();
  }
}
