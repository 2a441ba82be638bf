import { LongScroll } from './long-scroll';

const ROW = 20;
const VISIBLE = 30;

describe('LongScroll', () => {
  it('is a plain scroll bar for what fits', () => {
    const scroll = new LongScroll(ROW);
    expect(scroll.placeOf(500, 10_000, VISIBLE)).toEqual({ height: 200_000, top: 10_000 });
    expect(scroll.moved(12_345, 500, 10_000, VISIBLE)).toBe(617.25);
  });

  it('goes through 13 million rows, row by row and in leaps', () => {
    const scroll = new LongScroll(ROW);
    const total = 13_000_000;
    const end = scroll.placeOf(total - VISIBLE, total, VISIBLE);
    expect(end.top).toBe(end.height - VISIBLE * ROW);
    scroll.settled(end.top);
    expect(scroll.moved(end.top - 60, total - VISIBLE, total, VISIBLE)).toBe(total - VISIBLE - 3);
    expect(scroll.moved(0, total - 33, total, VISIBLE)).toBe(0);
    expect(scroll.moved(end.top, 0, total, VISIBLE)).toBeCloseTo(total - VISIBLE);
    expect(scroll.moved(end.height / 2, 5, total, VISIBLE)).toBeGreaterThan(total / 2 - 1000);
  });

  it('is not moved by what the program does', () => {
    const scroll = new LongScroll(ROW);
    scroll.settled(400);
    expect(scroll.moved(400, 20, 1000, VISIBLE)).toBeUndefined();
  });
});
