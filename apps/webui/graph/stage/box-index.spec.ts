import fc from 'fast-check';
import { BoxIndex } from './box-index';

const number = fc.integer({ min: 0, max: 1000 });
const boxes = fc.array(fc.record({ x: number, y: number, width: fc.integer({ min: 1, max: 300 }), height: number }), {
  minLength: 40,
  maxLength: 120,
});

function places(list: readonly { x: number; y: number; width: number; height: number }[]) {
  const of = (key: 'x' | 'y' | 'width' | 'height') => Float32Array.from(list, (box) => box[key]);
  return { x: of('x'), y: of('y'), width: of('width'), height: of('height') };
}

describe('BoxIndex', () => {
  it('finds exactly the boxes that touch an area', () => {
    fc.assert(
      fc.property(boxes, number, number, number, number, (list, a, b, c, d) => {
        const [left, right] = [Math.min(a, b), Math.max(a, b)];
        const [top, bottom] = [Math.min(c, d), Math.max(c, d)];
        const expected = list.flatMap(({ x, y, width, height }, box) =>
          x <= right && x + width >= left && y <= bottom && y + height >= top ? [box] : [],
        );
        const index = new BoxIndex(places(list), { width: 1300, height: 2000 });
        expect([...index.within({ left, right, top, bottom })]).toEqual(expected);
      }),
    );
  });

  it('finds what is in a frame before the frame', () => {
    const index = new BoxIndex(
      places([
        { x: 0, y: 0, width: 100, height: 100 },
        { x: 10, y: 10, width: 20, height: 20 },
      ]),
      { width: 100, height: 100 },
    );
    expect([index.at(15, 15), index.at(50, 50), index.at(101, 50), index.at(101, 50, 2)]).toEqual([1, 0, undefined, 0]);
  });
});
