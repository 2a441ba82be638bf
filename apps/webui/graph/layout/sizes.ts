/** Distances in the units of the picture: CSS pixels at scale 1. */
export const GAP = {
  /** Between boxes side by side: two lines of links fit in between. */
  column: 24,
  /** Between boxes of one column. */
  row: 20,
  /** Between the bends of two links, and between a bend and a box. */
  bend: 8,
  bendToBox: 16,
  /** Between bands: at least, at most, and in between a part of the widest way that a link takes sideways. */
  band: { least: 44, most: 240, slope: 0.08 },
  /** Between parts that nothing connects. */
  part: 48,
};

/** Edge of a join, a dot that stands for itself. */
export const JOIN_SIZE = 6;

/** Width through height that pictures come near to. */
export const ASPECT = 2;
/** Layers of a part that is no wider than this keep their single rows: links are easier to follow. */
export const MOST_ASPECT = 4;
