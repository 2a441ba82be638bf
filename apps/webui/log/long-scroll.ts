/** Browsers draw nothing beyond some 16 or 33 million pixels. */
const LONGEST_PX = 8_000_000;
/** Longer ways within one event are jumps of the scroll bar, shorter ones are steps. */
const STEP_SCREENS = 3;

/** Where the scroll bar is. */
export interface Scroll {
  /** Of the content. */
  readonly height: number;
  readonly top: number;
}

/**
 * Scrolls any number of rows with a scroll bar of limited length: row by row where it is moved a little, and in proportion
 * where it is moved far.
 */
export class LongScroll {
  private last = 0;

  constructor(private readonly rowHeight: number) {}

  /** Where the bar belongs when `row` is at the top of `total` rows, of which `visible` are in view. */
  placeOf(row: number, total: number, visible: number): Scroll {
    const height = Math.min(LONGEST_PX, total * this.rowHeight);
    if (this.isExact(total)) return { height, top: row * this.rowHeight };
    return { height, top: (row / Math.max(1, total - visible)) * (height - visible * this.rowHeight) };
  }

  /** The bar is where the program has put it. */
  settled(top: number): void {
    this.last = top;
  }

  /** The row at the top after the user has moved the bar to `top`; undefined: it was not moved. */
  moved(top: number, row: number, total: number, visible: number): number | undefined {
    const way = top - this.last;
    if (Math.abs(way) < 0.5) return undefined;
    this.last = top;
    if (this.isExact(total)) return top / this.rowHeight;
    if (Math.abs(way) <= STEP_SCREENS * visible * this.rowHeight) return row + way / this.rowHeight;
    return (top / (LONGEST_PX - visible * this.rowHeight)) * (total - visible);
  }

  /** Whether the bar is where it belongs: as long as it is being moved over a long content, it is not put there. */
  isExact(total: number): boolean {
    return total * this.rowHeight <= LONGEST_PX;
  }
}
