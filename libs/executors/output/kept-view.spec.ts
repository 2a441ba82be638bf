import fc from 'fast-check';
import { keptView, piecesOf } from './kept-view';

/** The view as bytes, put together from its pieces. */
function bytesOf(written: Buffer, cap: number, start: number, end: number): Buffer {
  const view = keptView(written.length, cap);
  const pieces = piecesOf(view, written.length, start, end);
  return Buffer.concat(
    pieces.map(({ from, start: at, length }) =>
      Buffer.from(from === 'file' ? written : view.marker).subarray(at, at + length),
    ),
  );
}

describe('what is kept of an output', () => {
  it('is all of it up to the cap', () => {
    expect(keptView(100, 100)).toMatchObject({ head: 100, tail: 0, size: 100 });
    expect(keptView(0, 100)).toMatchObject({ head: 0, tail: 0, size: 0 });
  });

  it('is head, marker and tail above it, never more than the cap', () => {
    const { head, marker, tail, size } = keptView(1e15, 10_485_760);
    expect(size).toBe(head + marker.length + tail);
    expect(size).toBeLessThanOrEqual(10_485_760);
    expect(Buffer.from(marker).toString()).toBe(`\n[... ${1e15 - head - tail} bytes cut out ...]\n`);
  });

  it('reads the same in any pieces as in one', () => {
    const sizes = fc.record({
      total: fc.nat(600),
      cap: fc.integer({ min: 64, max: 400 }),
      cut: fc.nat(500),
      to: fc.nat(500),
    });
    fc.assert(
      fc.property(sizes, ({ total, cap, cut, to }) => {
        const written = Buffer.from(Array.from({ length: total }, (_, i) => i % 251));
        const { size } = keptView(total, cap);
        const whole = bytesOf(written, cap, 0, size);
        expect(whole).toHaveLength(size);
        expect(bytesOf(written, cap, cut, to)).toEqual(whole.subarray(Math.min(cut, size), Math.max(cut, to)));
      }),
    );
  });
});
