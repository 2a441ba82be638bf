import fc from 'fast-check';
import { BLOCK, BlockRows, CONTEXT, LONGEST_ROW } from './block-rows';

/** All rows of an output, each block from its own bytes only. */
function allRows(output: Uint8Array) {
  const rows: { offset: number; text: string; line: number; begins: boolean; bytes: Uint8Array }[] = [];
  let before = 0;
  for (let index = 0; index * BLOCK < output.length; index++) {
    const at = Math.max(0, index * BLOCK - CONTEXT);
    const end = (index + 1) * BLOCK;
    const block = new BlockRows(index, { at, bytes: output.slice(at, end + CONTEXT) });
    for (let row = 0; row < block.count; row++) {
      const { offset, bytes, newlines, begins } = block.at(row);
      expect(block.rowOf(offset)).toBe(row);
      rows.push({ offset, text: new TextDecoder().decode(bytes), line: before + newlines + 1, begins, bytes });
    }
    before += output.subarray(index * BLOCK, end).filter((byte) => byte === 10).length;
  }
  return rows;
}

const rowsOf = (text: string) => allRows(new TextEncoder().encode(text));

describe('BlockRows', () => {
  it.each([
    ['', []],
    ['\n', ['']],
    ['one', ['one']],
    ['one\n\nthree\r\nfour\r', ['one', '', 'three', 'four\r']],
  ])('the rows of %j', (text, rows) => {
    expect(rowsOf(text).map((row) => row.text)).toEqual(rows);
  });

  it('cuts a long line at whole characters', () => {
    const rows = rowsOf(`${'ä€😀'.repeat(20_000)}\nend`);
    expect(rows.every(({ text }) => !text.includes('\ufffd'))).toBe(true);
    expect(rows.filter(({ begins }) => begins).map(({ line }) => line)).toEqual([1, 2]);
    expect(rows.at(-1)).toMatchObject({ text: 'end', line: 2 });
  });

  it('shows every byte once and numbers lines right, whatever the block', () => {
    const near = (place: number) => fc.integer({ min: place - 6, max: place + 6 });
    const length = fc.oneof(fc.nat(30), near(LONGEST_ROW), near(BLOCK), near(2 * LONGEST_ROW), fc.nat(3 * BLOCK));
    const letter = fc.constantFrom('x', 'ä', '€', '😀');
    const line = fc.tuple(length, letter).map(([bytes, each]) => {
      const size = new TextEncoder().encode(each).length;
      return each.repeat(Math.floor(bytes / size)) + 'x'.repeat(bytes % size);
    });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.boolean(), (lines, ended) => {
        const text = lines.join('\n') + (ended ? '\n' : '');
        const output = new TextEncoder().encode(text);
        let at = 0;
        let number = 1;
        for (const { offset, bytes, line: told, begins } of allRows(output)) {
          expect([offset, told, begins]).toEqual([at, number, at === 0 || output[at - 1] === 10]);
          expect(bytes.length).toBeLessThanOrEqual(LONGEST_ROW);
          at += bytes.length;
          expect((output[at] ?? 0) & 0xc0).not.toBe(0x80);
          if (output[at] === 10) {
            at++;
            number++;
          }
        }
        expect(at).toBe(output.length);
      }),
      { numRuns: 200 },
    );
  });
});
