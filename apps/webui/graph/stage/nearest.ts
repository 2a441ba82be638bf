import type { Picture } from '../work/picture';
import { neighbours } from '../work/reach';

export type Direction = 'up' | 'down' | 'left' | 'right';

/** The node one step from another: up to a parent, down to a child, or sideways to what is beside it; undefined: none. */
export function nodeBeside(picture: Picture, from: number, direction: Direction): number | undefined {
  const { x, y, width, height, nodes, links } = picture;
  const middle = x[from] + width[from] / 2;
  const linked = direction === 'up' || direction === 'down';
  const near = linked ? neighbours(links, [from], nodes) : undefined;
  let best: number | undefined;
  let least = Infinity;
  for (let node = 0; node < nodes; node++) {
    if (node === from) continue;
    const right = x[node] + width[node] / 2 - middle;
    if (near !== undefined) {
      if (near.items[node] === 0 || y[node] < y[from] !== (direction === 'up')) continue;
    } else {
      const level = y[node] < y[from] + height[from] && y[node] + height[node] > y[from];
      if (!level || right > 0 !== (direction === 'right')) continue;
    }
    if (Math.abs(right) >= least) continue;
    least = Math.abs(right);
    best = node;
  }
  return best;
}

/** The box whose middle is nearest to a point of the picture. */
export function nearestBox({ x, y, width, height }: Picture, at: { x: number; y: number }): number | undefined {
  let best: number | undefined;
  let least = Infinity;
  for (let box = 0; box < x.length; box++) {
    const distance = Math.hypot(x[box] + width[box] / 2 - at.x, y[box] + height[box] / 2 - at.y);
    if (distance >= least) continue;
    least = distance;
    best = box;
  }
  return best;
}
