import * as fc from 'fast-check';
import { Lines } from './lines';

describe('Lines', () => {
  it('counts lines and columns from 1, the end of a line belonging to it', () => {
    const lines = new Lines('ab\n\nc');
    expect([0, 2, 3, 4, 5].map((at) => lines.position(at))).toEqual([
      'line 1, column 1',
      'line 1, column 3',
      'line 2, column 1',
      'line 3, column 1',
      'line 3, column 2',
    ]);
  });

  it('gives the same answers whether it comes from the start or from before', () => {
    const text = fc.array(fc.constantFrom('a', '\n'), { maxLength: 30 }).map((characters) => characters.join(''));
    fc.assert(
      fc.property(text, (value) => {
        const lines = new Lines(value);
        for (let at = 0; at <= value.length; at++) {
          const before = value.slice(0, at).split('\n');
          const expected = `line ${before.length}, column ${before[before.length - 1].length + 1}`;
          expect(lines.position(at)).toBe(expected);
          expect(new Lines(value).position(at)).toBe(expected);
        }
      }),
    );
  });
});
