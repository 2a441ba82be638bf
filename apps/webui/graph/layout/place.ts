import type { Bands } from './bands';
import type { Columns } from './columns';
import { linksAt, type LinksAt } from './links';
import { GAP } from './sizes';
import { spread } from './spread';

const SWEEPS = 6;
/** Of a link between two bends, against 1 of any other: long links become straight. */
const STRAIGHT = 8;

/** The middle of each column, from left to right in its band: as near to what it is linked with as the others let it. */
export function placeColumns(bands: Bands, columns: Columns): Float64Array {
  const { count, from, to, partStarts } = bands;
  const up = linksAt(count, to);
  const down = linksAt(count, from);
  const middle = new Float64Array(columns.count);
  const placer = new Placer(columns, middle);
  for (let band = 0; band < bands.starts.length - 1; band++) placer.side(band);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let part = 0; part < partStarts.length - 1; part++) {
      const first = partStarts[part];
      const last = partStarts[part + 1] - 1;
      // Downward, upward, and at last between both.
      if (sweep === SWEEPS - 1) for (let band = first; band <= last; band++) placer.place(band, [up, from], [down, to]);
      else if (sweep % 2 === 0) for (let band = first + 1; band <= last; band++) placer.place(band, [up, from]);
      else for (let band = last - 1; band >= first; band--) placer.place(band, [down, to]);
    }
  }
  return middle;
}

class Placer {
  /** Of the columns of a band: where each would like to be, and how much. */
  private readonly wish: Float64Array;
  private readonly weight: Float64Array;
  private readonly offset: Float64Array;

  constructor(
    private readonly columns: Columns,
    private readonly middle: Float64Array,
  ) {
    this.wish = new Float64Array(columns.count);
    this.weight = new Float64Array(columns.count);
    this.offset = new Float64Array(columns.count);
    const { bandStarts } = columns;
    for (let band = 0; band < bandStarts.length - 1; band++) {
      for (let column = bandStarts[band] + 1; column < bandStarts[band + 1]; column++) {
        this.offset[column] = this.offset[column - 1] + this.distance(column - 1, column);
      }
    }
  }

  /** Side by side, the middle of the band at 0. */
  side(band: number): void {
    const { bandStarts } = this.columns;
    const half = this.offset[bandStarts[band + 1] - 1] / 2;
    for (let each = bandStarts[band]; each < bandStarts[band + 1]; each++) this.middle[each] = this.offset[each] - half;
  }

  place(band: number, ...sides: (readonly [LinksAt, Uint32Array])[]): void {
    const { bandStarts, starts, items } = this.columns;
    const begin = bandStarts[band];
    const end = bandStarts[band + 1];
    for (let column = begin; column < end; column++) {
      let sum = 0;
      let weight = 0;
      for (let at = starts[column]; at < starts[column + 1]; at++) {
        for (const [{ starts: ends, links }, others] of sides) {
          for (let next = ends[items[at]]; next < ends[items[at] + 1]; next++) {
            const other = this.columns.column[others[links[next]]];
            const pull = this.columns.bend[column] + this.columns.bend[other] === 2 ? STRAIGHT : 1;
            sum += pull * this.middle[other];
            weight += pull;
          }
        }
      }
      // Nothing pulls: it stays, but yields.
      this.wish[column] = (weight > 0 ? sum / weight : this.middle[column]) - this.offset[column];
      this.weight[column] = weight > 0 ? weight : 0.01;
    }
    spread(this.wish, this.weight, begin, end);
    for (let each = begin; each < end; each++) this.middle[each] = this.wish[each] + this.offset[each];
  }

  private distance(left: number, right: number): number {
    const { width, bend } = this.columns;
    const gap = [GAP.column, GAP.bendToBox, GAP.bend][bend[left] + bend[right]];
    return (width[left] + width[right]) / 2 + gap;
  }
}
