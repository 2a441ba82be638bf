import { ASPECT, GAP } from './sizes';
import { Skyline } from './skyline';

export interface Box {
  readonly width: number;
  readonly height: number;
}

/** Left edges and tops of boxes of a picture without overlaps. */
export interface Packed {
  readonly left: Float64Array;
  readonly top: Float64Array;
}

/** Boxes as near to the top as they go, high ones first, `gap` apart; the whole comes near the aspect that is wanted. */
export function packBoxes(boxes: readonly Box[], gap: number = GAP.part): Packed {
  const order = Array.from(boxes.keys()).sort((a, b) => boxes[b].height - boxes[a].height || a - b);
  let area = 0;
  let widest = 0;
  for (const { width, height } of boxes) {
    area += (width + gap) * (height + gap);
    widest = Math.max(widest, width + gap);
  }
  const skyline = new Skyline(Math.max(widest, Math.sqrt(area * ASPECT)));
  const left = new Float64Array(boxes.length);
  const top = new Float64Array(boxes.length);
  for (const box of order) {
    const place = skyline.add(boxes[box].width + gap, boxes[box].height + gap);
    left[box] = place.x;
    top[box] = place.y;
  }
  return { left, top };
}

/** The same for parts of a graph; those of a single box stand together, closer. */
export function packParts(parts: readonly Box[], single: (part: number) => boolean): Packed {
  const alone = Array.from(parts.keys()).filter(single);
  const others = Array.from(parts.keys()).filter((part) => !single(part));
  const block = packBoxes(
    alone.map((part) => parts[part]),
    GAP.row,
  );
  const boxes = others.map((part) => parts[part]);
  if (alone.length > 0)
    boxes.push(
      around(
        alone.map((part) => parts[part]),
        block,
      ),
    );
  const packed = packBoxes(boxes);
  const left = new Float64Array(parts.length);
  const top = new Float64Array(parts.length);
  for (const [at, part] of others.entries()) {
    left[part] = packed.left[at];
    top[part] = packed.top[at];
  }
  for (const [at, part] of alone.entries()) {
    left[part] = packed.left[others.length] + block.left[at];
    top[part] = packed.top[others.length] + block.top[at];
  }
  return { left, top };
}

function around(boxes: readonly Box[], { left, top }: Packed): Box {
  const size = { width: 0, height: 0 };
  for (const [at, { width, height }] of boxes.entries()) {
    size.width = Math.max(size.width, left[at] + width);
    size.height = Math.max(size.height, top[at] + height);
  }
  return size;
}
