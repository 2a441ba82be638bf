import type { Bands } from './bands';
import type { Columns } from './columns';
import { GAP } from './sizes';

/** Where everything is: left edges and tops of boxes; a bend is a point on top of its band. */
export interface Places {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly width: Float32Array;
  readonly height: Float32Array;
  /** Of each band. */
  readonly bandTop: Float64Array;
}

/** Points of link i: x and y in turns, points[starts[i]] up to points[starts[i + 1]]. */
export interface Routes {
  readonly points: Float32Array;
  readonly starts: Uint32Array;
}

/**
 * The way of each link, always downward: out of its parent, beside what is below that in the same column, to the next band, and
 * there beside what is above the child.
 */
export function routeLinks(bands: Bands, columns: Columns, places: Places): Routes {
  const { from, to } = bands;
  const starts = new Uint32Array(from.length + 1);
  const points = new Float32Array(from.length * 16);
  const pen = new Pen(points);
  for (let link = 0; link < from.length; link++) {
    leave(pen, from[link], bands, columns, places);
    enter(pen, to[link], bands, columns, places);
    starts[link + 1] = pen.end();
  }
  return { points: points.slice(0, starts[from.length]), starts };
}

class Pen {
  private at = 0;
  private begin = 0;

  constructor(private readonly points: Float32Array) {}

  to(x: number, y: number): void {
    const { at, points } = this;
    if (at > this.begin && points[at - 2] === Math.fround(x) && points[at - 1] === Math.fround(y)) return;
    points[at] = x;
    points[at + 1] = y;
    this.at += 2;
  }

  end(): number {
    return (this.begin = this.at);
  }
}

function leave(pen: Pen, item: number, bands: Bands, columns: Columns, places: Places): void {
  const { x, y, width, height, bandTop } = places;
  const band = bands.band[item];
  const bottom = bandTop[band] + columns.bandHeight[band];
  const middle = x[item] + width[item] / 2;
  if (item >= bands.count - bands.bends) return pen.to(middle, bottom);
  const below = y[item] + height[item];
  pen.to(middle, below);
  const column = columns.column[item];
  if (columns.items[columns.starts[column + 1] - 1] === item) return pen.to(middle, bottom);
  const side = middle + columns.width[column] / 2 + GAP.column / 2;
  pen.to(side, below + GAP.row);
  pen.to(side, bottom);
}

function enter(pen: Pen, item: number, bands: Bands, columns: Columns, places: Places): void {
  const { x, y, width, bandTop } = places;
  const band = bands.band[item];
  const top = bandTop[band];
  const middle = x[item] + width[item] / 2;
  const column = columns.column[item];
  const bends = item >= bands.count - bands.bends;
  if (bends || columns.items[columns.starts[column]] === item) {
    pen.to(middle, top);
    return pen.to(middle, bends ? top + columns.bandHeight[band] : y[item]);
  }
  const side = middle - columns.width[column] / 2 - GAP.column / 2;
  pen.to(side, top);
  pen.to(side, y[item] - GAP.row);
  pen.to(middle, y[item]);
}
