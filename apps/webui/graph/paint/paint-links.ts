import type { Area, Camera } from '../stage/camera';
import type { PaintedLinks } from '../work/picture';

/** Below this scale a curve cannot be told from a line. */
const CURVED_SCALE = 0.12;

/** Bounds of links, for leaving out those that are not seen. */
export class LinkBounds {
  private readonly bounds: Float32Array;

  constructor({ points, starts }: PaintedLinks) {
    this.bounds = new Float32Array(4 * (starts.length - 1));
    for (let link = 0; link < starts.length - 1; link++) {
      let left = Infinity;
      let right = -Infinity;
      for (let at = starts[link]; at < starts[link + 1]; at += 2) {
        left = Math.min(left, points[at]);
        right = Math.max(right, points[at]);
      }
      // Links lead downward: the first point is the highest.
      this.bounds.set([left, points[starts[link] + 1], right, points[starts[link + 1] - 1]], 4 * link);
    }
  }

  /** Links that may touch the area, ascending. */
  within({ left, top, right, bottom }: Area): Uint32Array {
    const { bounds } = this;
    const found = new Uint32Array(bounds.length / 4);
    let count = 0;
    for (let at = 0; at < bounds.length; at += 4) {
      if (bounds[at] > right || bounds[at + 2] < left || bounds[at + 1] > bottom || bounds[at + 3] < top) continue;
      found[count++] = at / 4;
    }
    return found.subarray(0, count);
  }
}

/** Adds links to the current path, in the pixels of the canvas. What leads sideways is a curve that begins and ends upright. */
export function traceLinks(
  context: CanvasRenderingContext2D,
  { points, starts }: PaintedLinks,
  links: ArrayLike<number>,
  camera: Camera,
  ratio: number,
): void {
  const scale = camera.scale * ratio;
  const curved = camera.scale >= CURVED_SCALE;
  for (let i = 0; i < links.length; i++) {
    const end = starts[links[i] + 1];
    let at = starts[links[i]];
    let x = (points[at] - camera.x) * scale;
    let y = (points[at + 1] - camera.y) * scale;
    context.moveTo(x, y);
    for (at += 2; at < end; at += 2) {
      const nextX = (points[at] - camera.x) * scale;
      const nextY = (points[at + 1] - camera.y) * scale;
      if (!curved || Math.abs(nextX - x) < 1) context.lineTo(nextX, nextY);
      else context.bezierCurveTo(x, y + (nextY - y) / 2, nextX, y + (nextY - y) / 2, nextX, nextY);
      x = nextX;
      y = nextY;
    }
  }
}
