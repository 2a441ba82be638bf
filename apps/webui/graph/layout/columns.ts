import type { Bands } from './bands';
import { ASPECT, GAP, MOST_ASPECT } from './sizes';

/** Width and height of each item; bends have none. */
export interface Sizes {
  readonly width: Float32Array;
  readonly height: Float32Array;
}

/**
 * Each band as columns from left to right, of one box each; those that would be too wide have several boxes in a column.
 * A bend is a column.
 */
export interface Columns {
  readonly count: number;
  /** Columns of band b: from bandStarts[b] to bandStarts[b + 1]. */
  readonly bandStarts: Uint32Array;
  /** Items of column c: items[starts[c]] up to items[starts[c + 1]], from top to bottom. */
  readonly items: Uint32Array;
  readonly starts: Uint32Array;
  /** Of each item. */
  readonly column: Uint32Array;
  readonly width: Float32Array;
  readonly height: Float32Array;
  /** Of each column: whether it is a bend. */
  readonly bend: Uint8Array;
  /** The height of each band. */
  readonly bandHeight: Float32Array;
}

export function columnsOf(bands: Bands, sizes: Sizes): Columns {
  const { count, items, starts, partStarts } = bands;
  const bandCount = starts.length - 1;
  const bandStarts = new Uint32Array(bandCount + 1);
  const filler = new Filler(count, count - bands.bends, bandCount, sizes);
  for (let part = 0; part < partStarts.length - 1; part++) {
    const rows = rowsOf(bands, sizes, partStarts[part], partStarts[part + 1]);
    for (let band = partStarts[part]; band < partStarts[part + 1]; band++) {
      filler.fill(items.subarray(starts[band], starts[band + 1]), rows(band), band);
      bandStarts[band + 1] = filler.count;
    }
  }
  return { ...filler, bandStarts };
}

class Filler {
  count = 0;
  readonly items: Uint32Array;
  readonly starts: Uint32Array;
  readonly column: Uint32Array;
  readonly width: Float32Array;
  readonly height: Float32Array;
  readonly bend: Uint8Array;
  readonly bandHeight: Float32Array;

  constructor(
    itemCount: number,
    private readonly boxes: number,
    bandCount: number,
    private readonly sizes: Sizes,
  ) {
    this.items = new Uint32Array(itemCount);
    this.starts = new Uint32Array(itemCount + 1);
    this.column = new Uint32Array(itemCount);
    this.width = new Float32Array(itemCount);
    this.height = new Float32Array(itemCount);
    this.bend = new Uint8Array(itemCount);
    this.bandHeight = new Float32Array(bandCount);
  }

  /** Boxes go into columns up to that height; a bend between two of them goes between their columns. */
  fill(own: Uint32Array, most: number, band: number): void {
    const waiting: number[] = [];
    let open = false;
    for (const item of own) {
      if (item >= this.boxes) {
        if (open) waiting.push(item);
        else this.begin(item, true);
        continue;
      }
      if (open && this.height[this.count - 1] + GAP.row + this.sizes.height[item] <= most) {
        this.add(item);
        continue;
      }
      for (const bend of waiting.splice(0)) this.begin(bend, true);
      this.begin(item, false);
      open = true;
    }
    for (const bend of waiting) this.begin(bend, true);
    for (const item of own) this.bandHeight[band] = Math.max(this.bandHeight[band], this.height[this.column[item]]);
  }

  private begin(item: number, bend: boolean): void {
    const column = this.count++;
    this.starts[column + 1] = this.starts[column];
    this.bend[column] = bend ? 1 : 0;
    this.place(column, item);
    this.width[column] = this.sizes.width[item];
    this.height[column] = this.sizes.height[item];
  }

  private add(item: number): void {
    const column = this.count - 1;
    this.place(column, item);
    this.width[column] = Math.max(this.width[column], this.sizes.width[item]);
    this.height[column] += GAP.row + this.sizes.height[item];
  }

  private place(column: number, item: number): void {
    this.items[this.starts[column + 1]++] = item;
    this.column[item] = column;
  }
}

/** How high the columns of each band of a part may be, for the part to come near the aspect that is wanted. */
function rowsOf(bands: Bands, sizes: Sizes, first: number, end: number): (band: number) => number {
  const shapes = Array.from({ length: end - first }, (_, at) => shapeOf(bands, sizes, first + at));
  const aspectOf = (width: number): number =>
    width / shapes.reduce((sum, shape) => sum + heightWithin(shape, width) + GAP.band.least, 0);
  const widest = shapes.reduce((most, { width }) => Math.max(most, width), 0);
  let best = { off: aspectOf(widest) <= MOST_ASPECT ? 0 : Infinity, width: widest };
  for (let width = widest, aspect = Infinity; best.off > 0 && aspect > ASPECT; width *= 0.9) {
    aspect = aspectOf(width);
    const off = Math.abs(Math.log(aspect / ASPECT));
    if (off < best.off) best = { off, width };
  }
  return (band) => heightWithin(shapes[band - first], best.width);
}

interface Shape {
  readonly boxes: number;
  /** Of all boxes side by side. */
  readonly width: number;
  readonly highest: number;
  /** Of all boxes upon each other. */
  readonly height: number;
}

function shapeOf({ items, starts, count, bends }: Bands, sizes: Sizes, band: number): Shape {
  let [boxes, width, highest, height] = [0, 0, 0, 0];
  for (let at = starts[band]; at < starts[band + 1]; at++) {
    if (items[at] >= count - bends) continue;
    boxes++;
    width += sizes.width[items[at]] + GAP.column;
    highest = Math.max(highest, sizes.height[items[at]]);
    height += sizes.height[items[at]] + GAP.row;
  }
  return { boxes, width, highest, height };
}

/** How high the columns of a band must be for it to be no wider than that. */
function heightWithin({ boxes, width, highest, height }: Shape, most: number): number {
  const rows = Math.ceil(width / most);
  return rows <= 1 ? highest : Math.max(highest, (rows * height) / boxes - GAP.row);
}
