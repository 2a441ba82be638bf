import { bandsOf, type Bands } from './bands';
import { columnsOf, type Columns, type Sizes } from './columns';
import { joinLinks } from './joins';
import { layersOf } from './layers';
import type { Links } from './links';
import { orderBands } from './order';
import { packParts } from './pack';
import { partsOf } from './parts';
import { placeColumns } from './place';
import { routeLinks, type Routes } from './route';
import { GAP, JOIN_SIZE } from './sizes';
import { sortedBy } from './sort';

export interface LayoutInput extends Links, Sizes {
  /** Of each node. Nodes of one group, such as instances of a template, may share a join. */
  readonly group: Uint32Array;
}

/**
 * A picture: boxes by left edge and top, in the units of the sizes given. Items are the nodes, then joins (where all of some nodes lead
 * to all of others), then bends of long links.
 */
export interface Layout extends Links, Routes, Sizes {
  readonly nodes: number;
  readonly joins: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Of the whole picture, which begins at 0, 0. */
  readonly size: { readonly width: number; readonly height: number };
}

/**
 * Places nodes in layers so that every link leads downward and no boxes overlap; wide layers have several rows, and parts that nothing
 * connects are side by side. The same input gives the same picture. Links have no cycle; links are ordered by layer.
 */
export function layOut(input: LayoutInput): Layout {
  const nodes = input.width.length;
  const joined = joinLinks(nodes, input, input.group);
  const known = nodes + joined.joins;
  const layer = layersOf(known, nodes, joined);
  const parts = partsOf(known, joined);
  const bands = downward(bandsOf(known, nodes, joined, layer, parts));
  orderBands(bands);
  const sizes = sizesOf(input, joined.joins, bands.bends);
  const columns = columnsOf(bands, sizes);
  const middle = placeColumns(bands, columns);
  const bandTop = bandTops(bands, columns, middle);
  const { x, y, size } = arrange(bands, columns, sizes, middle, bandTop);
  const routes = routeLinks(bands, columns, { x, y, ...sizes, bandTop });
  return { nodes, joins: joined.joins, x, y, ...sizes, from: bands.from, to: bands.to, ...routes, size };
}

/** Links by the band they lead to: who goes through them in this order has been at all parents before a child. */
function downward(bands: Bands): Bands {
  const order = sortedBy(bands.from.length, (link) => bands.band[bands.to[link]]);
  return { ...bands, from: order.map((link) => bands.from[link]), to: order.map((link) => bands.to[link]) };
}

function sizesOf({ width, height }: Sizes, joins: number, bends: number): Sizes {
  const all = (given: Float32Array): Float32Array => {
    const sizes = new Float32Array(given.length + joins + bends);
    sizes.set(given);
    return sizes.fill(JOIN_SIZE, given.length, given.length + joins);
  };
  return { width: all(width), height: all(height) };
}

/** The top of each band within its part; where links go far sideways there is more room for them. */
function bandTops(bands: Bands, columns: Columns, middle: Float64Array): Float64Array {
  const { from, to, band, partStarts } = bands;
  const sideways = new Float64Array(bands.starts.length - 1);
  for (let link = 0; link < from.length; link++) {
    const way = Math.abs(middle[columns.column[from[link]]] - middle[columns.column[to[link]]]);
    sideways[band[to[link]]] = Math.max(sideways[band[to[link]]], way);
  }
  const top = new Float64Array(sideways.length);
  for (let part = 0; part < partStarts.length - 1; part++) {
    for (let each = partStarts[part] + 1; each < partStarts[part + 1]; each++) {
      const gap = Math.min(GAP.band.most, Math.max(GAP.band.least, sideways[each] * GAP.band.slope));
      top[each] = top[each - 1] + columns.bandHeight[each - 1] + gap;
    }
  }
  return top;
}

/** Puts the parts side by side: moves `bandTop` to where they are, and tells where that puts the items. */
function arrange(bands: Bands, columns: Columns, sizes: Sizes, middle: Float64Array, bandTop: Float64Array) {
  const { partStarts } = bands;
  const parts = partStarts.length - 1;
  const least = new Float64Array(parts).fill(Infinity);
  const boxes: { width: number; height: number }[] = [];
  for (let part = 0; part < parts; part++) {
    let most = -Infinity;
    const last = partStarts[part + 1] - 1;
    for (let column = columns.bandStarts[partStarts[part]]; column < columns.bandStarts[last + 1]; column++) {
      least[part] = Math.min(least[part], middle[column] - columns.width[column] / 2);
      most = Math.max(most, middle[column] + columns.width[column] / 2);
    }
    boxes.push({ width: most - least[part], height: bandTop[last] + columns.bandHeight[last] });
  }
  const { left, top } = packParts(boxes, (part) => partStarts[part + 1] - partStarts[part] === 1);
  const x = new Float32Array(bands.count);
  const y = new Float32Array(bands.count);
  const size = { width: 0, height: 0 };
  for (let part = 0; part < parts; part++) {
    for (let band = partStarts[part]; band < partStarts[part + 1]; band++) {
      bandTop[band] += top[part];
      for (let column = columns.bandStarts[band]; column < columns.bandStarts[band + 1]; column++) {
        const alone = columns.starts[column + 1] - columns.starts[column] === 1;
        let down = bandTop[band];
        if (alone && columns.bend[column] === 0) down += (columns.bandHeight[band] - columns.height[column]) / 2;
        for (let at = columns.starts[column]; at < columns.starts[column + 1]; at++) {
          const item = columns.items[at];
          x[item] = middle[column] - least[part] + left[part] - sizes.width[item] / 2;
          y[item] = down;
          down += sizes.height[item] + GAP.row;
        }
      }
    }
    size.width = Math.max(size.width, left[part] + boxes[part].width);
    size.height = Math.max(size.height, top[part] + boxes[part].height);
  }
  return { x, y, size };
}
