import type { Bands } from './bands';
import { crossings } from './crossings';
import { linksAt, type LinksAt } from './links';
import { sortedBy } from './sort';

const SWEEPS = 6;
/** With at most so many links crossings are counted, there are more sweeps, and the best of them wins. */
const FEW_LINKS = 4_000;
const SWEEPS_OF_FEW = 16;
const FINENESS = 2 ** 30;

/** Orders the items of each band by the mean place of what they are linked with, so that few links cross. In place. */
export function orderBands(bands: Bands): void {
  const { count, from, to, items, partStarts } = bands;
  const up = linksAt(count, to);
  const down = linksAt(count, from);
  const place = new Float64Array(count);
  for (let band = 0; band < bands.starts.length - 1; band++) setPlaces(bands, band, place);
  const few = from.length <= FEW_LINKS;
  let best = items.slice();
  let fewest = few ? crossings(bands) : 0;
  for (let sweep = 0; sweep < (few ? SWEEPS_OF_FEW : SWEEPS) && !(few && fewest === 0); sweep++) {
    const downward = sweep % 2 === 0;
    for (let part = 0; part < partStarts.length - 1; part++) {
      const first = partStarts[part];
      const last = partStarts[part + 1] - 1;
      for (let step = 1; step <= last - first; step++) {
        if (downward) orderBand(bands, first + step, place, up, from);
        else orderBand(bands, last - step, place, down, to);
      }
    }
    const now = few ? crossings(bands) : 0;
    if (few && now >= fewest) continue;
    fewest = now;
    best = items.slice();
  }
  items.set(best);
}

function orderBand(bands: Bands, band: number, place: Float64Array, at: LinksAt, ends: Uint32Array): void {
  const own = bands.items.subarray(bands.starts[band], bands.starts[band + 1]);
  if (own.length < 2) return;
  const before = own.slice();
  const means = before.map((item) => {
    const begin = at.starts[item];
    const end = at.starts[item + 1];
    if (begin === end) return place[item] * FINENESS;
    let sum = 0;
    for (let next = begin; next < end; next++) sum += place[ends[at.links[next]]];
    return (sum / (end - begin)) * FINENESS;
  });
  sortedBy(own.length, (index) => means[index]).forEach((index, to) => (own[to] = before[index]));
  setPlaces(bands, band, place);
}

/** A place is a part of the width of the band: bands differ in width. */
function setPlaces({ items, starts }: Bands, band: number, place: Float64Array): void {
  const begin = starts[band];
  const size = starts[band + 1] - begin;
  for (let each = 0; each < size; each++) place[items[begin + each]] = (each + 0.5) / size;
}
