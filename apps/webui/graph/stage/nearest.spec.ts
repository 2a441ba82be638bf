import { taskGraphExample } from '#wire/graph';
import { GraphWork } from '../work/graph-work';
import { nearestBox, nodeBeside } from './nearest';

/** pull_1 and pull_2 above report. */
const picture = (() => {
  const bytes = new TextEncoder().encode(JSON.stringify(taskGraphExample)).buffer as ArrayBuffer;
  const drawn = new GraphWork().draw(bytes, []);
  if (!('links' in drawn)) throw new Error('no picture');
  return drawn;
})();
const [first, second, report] = [0, 1, 2];

it.each([
  [first, 'down', report],
  [first, 'up', undefined],
  [first, 'right', second],
  [first, 'left', undefined],
  [second, 'left', first],
  [report, 'down', undefined],
  [report, 'left', undefined],
] as const)('from %i %s to %s', (from, direction, to) => {
  expect(nodeBeside(picture, from, direction)).toBe(to);
});

it('goes up to one of the parents', () => {
  expect([first, second]).toContain(nodeBeside(picture, report, 'up'));
});

it('finds the box that is nearest to a point', () => {
  expect(nearestBox(picture, { x: -50, y: 0 })).toBe(first);
  expect(nearestBox(picture, { x: picture.size.width / 2, y: 1e4 })).toBe(report);
});
