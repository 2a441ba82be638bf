import { BLOCK } from './block-rows';
import { LineCounter } from './line-counter';
import { LogDocument, type LogSource } from './log-document';
import { Viewport } from './viewport';

/** An output in memory that can be written to; reading answers when everybody else has had a turn. */
class MemorySource implements LogSource {
  readonly asked: string[] = [];
  bytes = new Uint8Array(0);

  constructor(text = '') {
    this.write(text);
  }

  write(text: string): Uint8Array {
    const more = new TextEncoder().encode(text);
    const all = new Uint8Array(this.bytes.length + more.length);
    all.set(this.bytes);
    all.set(more, this.bytes.length);
    this.bytes = all;
    return more;
  }

  async tail(most: number) {
    this.asked.push('tail');
    await Promise.resolve();
    return { size: this.bytes.length, bytes: this.bytes.slice(-most) };
  }

  async range(start: number, end: number) {
    this.asked.push(`${start}-${end}`);
    await Promise.resolve();
    return this.bytes.slice(start, end);
  }

  async lines(from: number) {
    this.asked.push(`lines ${from}`);
    await Promise.resolve();
    const counter = new LineCounter();
    counter.add(0, this.bytes);
    const newlines = [];
    for (let block = from / BLOCK; counter.in(block) !== undefined; block++) newlines.push(counter.in(block) ?? 0);
    return { from, size: this.bytes.length, step: BLOCK, newlines } as const;
  }
}

const numbered = (count: number, first = 1) =>
  Array.from({ length: count }, (_, index) => `line ${first + index}\n`).join('');
/** Everything that was asked for has come. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

async function open(source: MemorySource, height = 10) {
  const document = new LogDocument(source, () => undefined);
  await document.open();
  const viewport = new Viewport(document);
  viewport.height = height;
  /** What is in view once everything has been read, as text and number. */
  const view = async () => {
    for (let turn = 0; turn < 5; turn++) {
      viewport.rows();
      await settled();
    }
    return viewport.rows().map((row) => [row?.pieces.map(({ text }) => text).join(''), row?.line]);
  };
  return { document, viewport, view };
}

describe('an output in view', () => {
  it('opens at the end with one request, and numbers lines when they are counted', async () => {
    const source = new MemorySource(numbered(200_000));
    const { document, view } = await open(source);
    expect(source.asked.filter((each) => !each.startsWith('lines'))).toEqual(['tail']);
    const rows = await view();
    expect(rows.at(-1)).toEqual(['line 200000', 200_000]);
    expect(rows).toHaveLength(10);
    expect(document.lines.total).toBe(200_000);
  });

  it('shows any line, and reads no more than what is around it', async () => {
    const source = new MemorySource(numbered(500_000));
    const { document, viewport, view } = await open(source);
    await settled();
    source.asked.length = 0;
    const offset = await document.offsetOfLine(250_000);
    viewport.show(offset ?? 0);
    expect(await view()).toContainEqual(['line 250000', 250_000]);
    expect(source.asked.length).toBeLessThanOrEqual(3);
    expect(await document.offsetOfLine(1)).toBe(0);
    expect(await document.offsetOfLine(99_999_999)).toBe(source.bytes.length - 1);
  });

  it('stays at its line while rows before it become known', async () => {
    const source = new MemorySource(`${'x'.repeat(3_000_000)}\n${numbered(100_000)}`);
    const { document, viewport, view } = await open(source);
    viewport.show((await document.offsetOfLine(50_000)) ?? 0, 0);
    const before = await view();
    expect(before[0]).toEqual(['line 49999', 50_000]);
    for (let block = 0; block < document.blockCount; block++) {
      document.block(block);
      await settled();
    }
    expect(await view()).toEqual(before);
  });

  it('stays at the end while it grows, or where it is', async () => {
    const source = new MemorySource('one\n');
    const { document, viewport, view } = await open(source, 2);
    document.append(source.write('two\nthr'));
    document.append(source.write('ee\nfour\n'));
    expect(await view()).toEqual([
      ['three', 3],
      ['four', 4],
    ]);
    viewport.moveTo(0);
    document.append(source.write(numbered(20_000, 5)));
    expect((await view()).slice(0, 2)).toEqual([
      ['one', 1],
      ['two', 2],
    ]);
    viewport.atEnd = true;
    expect((await view()).at(-1)).toEqual(['line 20004', 20_004]);
    // A row at the edge of a block may be counted with either.
    expect(Math.abs(viewport.total - 20_004)).toBeLessThan(5);
    expect(document.size).toBe(source.bytes.length);
  });

  it('wraps where it is told to, and keeps its place', async () => {
    const source = new MemorySource(`${'a'.repeat(25)}\nb\n${numbered(30_000, 3)}`);
    const { document, viewport, view } = await open(source, 4);
    viewport.wrapAt(10);
    viewport.show(0, 0);
    expect(await view()).toEqual([
      ['a'.repeat(10), 1],
      ['a'.repeat(10), undefined],
      ['a'.repeat(5), undefined],
      ['b', 2],
      ['line 3', 3],
    ]);
    viewport.show((await document.offsetOfLine(20_000)) ?? 0, 0);
    await view();
    viewport.wrapAt(undefined);
    expect((await view())[0]).toEqual(['line 20000', 20_000]);
  });

  it('holds a bounded part of a large output', async () => {
    const source = new MemorySource();
    source.bytes = new Uint8Array(300 * BLOCK).fill(120);
    const { document } = await open(source);
    await settled();
    for (let block = 0; block < document.blockCount; block++) {
      document.block(block);
      await settled();
    }
    expect([...document.knownBlocks()].length).toBeLessThanOrEqual(256);
    expect(document.blockCount).toBe(300);
  });
});
