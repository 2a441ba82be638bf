import { between, type Camera, centred, firstSight, fit, panned, seen, zoomed } from './camera';

const view = { width: 1000, height: 500 };

describe('camera', () => {
  it('fits an area into the middle, but does not magnify it', () => {
    const wide = fit({ left: 0, top: 0, right: 9520, bottom: 100 }, view);
    expect(wide.scale).toBeCloseTo(0.1);
    const { left, right, top, bottom } = seen(wide, view);
    // A little lower than the middle: counts are above it.
    expect([left + right, top + bottom].map(Math.round)).toEqual([9520, 100 - 200]);
    expect(fit({ left: 0, top: 0, right: 10, bottom: 10 }, view).scale).toBe(1);
  });

  it('shows all at first, but of a long chain the upper end, large enough to be seen', () => {
    expect(firstSight({ width: 13_000, height: 8_000 }, view).scale).toBeCloseTo(432 / 8_000);
    const chain = firstSight({ width: 160, height: 840_000 }, view);
    expect(chain.scale).toBe(0.42);
    const { left, right, top } = seen(chain, view);
    expect([(left + right) / 2, top * chain.scale]).toEqual([80, -44]);
  });

  it('zooms about a point', () => {
    const before = centred(300, 200, 0.5, view);
    const after = zoomed(before, 2, { x: 700, y: 100 }, 0.01);
    expect(after.scale).toBe(1);
    expect(after.x + 700 / after.scale).toBeCloseTo(before.x + 700 / before.scale);
    expect(after.y + 100 / after.scale).toBeCloseTo(before.y + 100 / before.scale);
    expect(zoomed(before, 1e-9, { x: 0, y: 0 }, 0.01).scale).toBe(0.01);
    expect(zoomed(before, 1e9, { x: 0, y: 0 }, 0.01).scale).toBe(3);
  });

  it('pans by pixels', () => {
    expect(panned({ x: 10, y: 10, scale: 0.5 }, 5, -5)).toEqual({ x: 0, y: 20, scale: 0.5 });
  });

  it('flies from one place to another without turning back', () => {
    const [from, to]: Camera[] = [centred(0, 0, 0.05, view), centred(4_000, 3_000, 1, view)];
    const middles = [0, 0.25, 0.5, 0.75, 1].map((part) => {
      const camera = between(from, to, part, view);
      return camera.x + view.width / camera.scale / 2;
    });
    expect(middles).toEqual([...middles].sort((a, b) => a - b));
    expect(between(from, to, 0, view).scale).toBeCloseTo(0.05);
    expect(between(from, to, 1, view)).toEqual(to);
    expect(between(from, panned(from, 100, 0), 0.5, view).x).toBeCloseTo(panned(from, 50, 0).x);
  });
});
