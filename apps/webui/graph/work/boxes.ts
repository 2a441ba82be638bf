import type { Sizes } from '../layout/columns';
import { ASPECT } from '../layout/sizes';

/** Sizes of boxes, in CSS pixels at scale 1. */
export const BOX = {
  height: 38,
  /** Of what stands beside the name. */
  beside: 46,
  character: 7.5,
  narrowest: 96,
  /** With stacks in the picture, which say more than a name. */
  narrowestStack: 190,
  widest: 250,
};
export const STACK_HEIGHT = 62;
/** Around the instances of an open stack; above them is its name. */
export const FRAME = { side: 12, top: 36 };
/** An instance in an open stack: with its name while there are few. */
const FEW_CELLS = 60;
const CELL = { height: 30, gap: 8 };
const SMALL_CELL = { size: 22, gap: 4 };

/** Boxes wide enough for the names, as far as that is sensible; all of one width, so that rows look like rows. */
export function boxWidth(names: readonly string[], stacks: boolean): number {
  let longest = 0;
  for (const name of names) longest = Math.max(longest, name.length);
  const least = stacks ? BOX.narrowestStack : BOX.narrowest;
  return Math.round(Math.min(BOX.widest, Math.max(least, BOX.beside + longest * BOX.character)));
}

/** Cells in rows within a frame. */
export interface Cells {
  readonly columns: number;
  readonly width: number;
  readonly height: number;
  readonly gap: number;
  /** Of the frame around them. */
  readonly frame: { readonly width: number; readonly height: number };
}

/** `boxes`: width of a box with a name. */
export function cellsOf(count: number, boxes: number): Cells {
  const few = count <= FEW_CELLS;
  const width = few ? boxes : SMALL_CELL.size;
  const height = few ? CELL.height : SMALL_CELL.size;
  const gap = few ? CELL.gap : SMALL_CELL.gap;
  const columns = Math.max(
    1,
    Math.min(count, Math.round(Math.sqrt((count * ASPECT * (height + gap)) / (width + gap)))),
  );
  const rows = Math.ceil(count / columns);
  const frame = {
    width: Math.max(boxes, columns * (width + gap) - gap + 2 * FRAME.side),
    height: rows * (height + gap) - gap + FRAME.top + FRAME.side,
  };
  return { columns, width, height, gap, frame };
}

/** Of each node; `open`: cells of those that are shown instance by instance. */
export function nodeSizes(instances: Uint32Array, width: number, open: ReadonlyMap<number, Cells>): Sizes {
  const sizes = { width: new Float32Array(instances.length), height: new Float32Array(instances.length) };
  for (let node = 0; node < instances.length; node++) {
    const frame = open.get(node)?.frame;
    sizes.width[node] = frame?.width ?? width;
    sizes.height[node] = frame?.height ?? (instances[node] > 1 ? STACK_HEIGHT : BOX.height);
  }
  return sizes;
}
