import fc from 'fast-check';
import { packBoxes } from './pack';

const size = fc.integer({ min: 1, max: 200 });
const boxes = fc.array(fc.record({ width: size, height: size }), { minLength: 1, maxLength: 60 });

describe('packBoxes', () => {
  it('keeps the gap between any two boxes', () => {
    fc.assert(
      fc.property(boxes, (list) => {
        const { left, top } = packBoxes(list, 10);
        const close = list.flatMap((a, i) =>
          list.slice(0, i).flatMap((b, j) => {
            const beside = left[i] + a.width + 10 <= left[j] || left[j] + b.width + 10 <= left[i];
            const apart = top[i] + a.height + 10 <= top[j] || top[j] + b.height + 10 <= top[i];
            return beside || apart ? [] : [[i, j]];
          }),
        );
        expect(close).toEqual([]);
        expect(Math.min(...left, ...top)).toBe(0);
      }),
    );
  });

  it('fills rows in order with boxes of one size', () => {
    const { left, top } = packBoxes(Array(18).fill({ width: 40, height: 40 }), 10);
    expect([...left]).toEqual(Array.from({ length: 18 }, (_, i) => (i % 6) * 50));
    expect([...top]).toEqual(Array.from({ length: 18 }, (_, i) => Math.floor(i / 6) * 50));
  });

  it('puts low boxes beside high ones', () => {
    const low = { width: 70, height: 40 };
    const { left, top } = packBoxes([{ width: 50, height: 100 }, low, low], 10);
    expect([...left]).toEqual([0, 60, 60]);
    expect([...top]).toEqual([0, 0, 50]);
  });
});
