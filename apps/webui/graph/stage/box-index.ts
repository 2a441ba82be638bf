import type { Area } from './camera';
import type { Rectangles } from '../work/picture';

/** About so many boxes in a cell of the grid. */
const PER_CELL = 8;

/** Finds boxes by place: a grid, each box in every cell that it touches. Built in linear time. */
export class BoxIndex {
  private readonly columns: number;
  private readonly rows: number;
  private readonly cell: { readonly width: number; readonly height: number };
  private readonly starts: Uint32Array;
  private readonly boxes: Uint32Array;

  constructor(
    private readonly places: Rectangles,
    size: { readonly width: number; readonly height: number },
  ) {
    const cells = Math.max(1, places.x.length / PER_CELL);
    const aspect = size.width / Math.max(1, size.height);
    this.columns = Math.max(1, Math.min(Math.ceil(cells), Math.round(Math.sqrt(cells * aspect))));
    this.rows = Math.max(1, Math.ceil(cells / this.columns));
    this.cell = { width: Math.max(1, size.width) / this.columns, height: Math.max(1, size.height) / this.rows };
    this.starts = new Uint32Array(this.columns * this.rows + 1);
    this.eachPlace((cell) => this.starts[cell + 1]++);
    for (let cell = 0; cell < this.columns * this.rows; cell++) this.starts[cell + 1] += this.starts[cell];
    const next = this.starts.slice();
    this.boxes = new Uint32Array(this.starts[this.starts.length - 1]);
    this.eachPlace((cell, box) => (this.boxes[next[cell]++] = box));
  }

  /** Boxes that touch the area, ascending. */
  within(area: Area): Uint32Array {
    const { x, y, width, height } = this.places;
    const [first, last, top, bottom] = this.cellsOf(area.left, area.right, area.top, area.bottom);
    const whole = (last - first + 1) * (bottom - top + 1) === this.columns * this.rows;
    const touches = (box: number): boolean =>
      x[box] <= area.right &&
      x[box] + width[box] >= area.left &&
      y[box] <= area.bottom &&
      y[box] + height[box] >= area.top;
    const found: number[] = [];
    if (whole) {
      for (let box = 0; box < x.length; box++) if (touches(box)) found.push(box);
      return Uint32Array.from(found);
    }
    for (let row = top; row <= bottom; row++) {
      for (let column = first; column <= last; column++) {
        const cell = row * this.columns + column;
        for (let at = this.starts[cell]; at < this.starts[cell + 1]; at++) {
          const box = this.boxes[at];
          // Of the cells that a box touches, the first one within the area tells of it.
          const [left, , upper] = this.cellsOf(x[box], x[box], y[box], y[box]);
          if (Math.max(left, first) === column && Math.max(upper, top) === row && touches(box)) found.push(box);
        }
      }
    }
    return Uint32Array.from(found).sort();
  }

  /** The box at a point; of a frame and what is in it, the latter. */
  at(pointX: number, pointY: number, slack = 0): number | undefined {
    const found = this.within({
      left: pointX - slack,
      right: pointX + slack,
      top: pointY - slack,
      bottom: pointY + slack,
    });
    return found.length === 0 ? undefined : found[found.length - 1];
  }

  private eachPlace(visit: (cell: number, box: number) => void): void {
    const { x, y, width, height } = this.places;
    for (let box = 0; box < x.length; box++) {
      const [first, last, top, bottom] = this.cellsOf(x[box], x[box] + width[box], y[box], y[box] + height[box]);
      for (let row = top; row <= bottom; row++) {
        for (let column = first; column <= last; column++) visit(row * this.columns + column, box);
      }
    }
  }

  private cellsOf(left: number, right: number, top: number, bottom: number): [number, number, number, number] {
    const within = (cell: number, count: number): number => Math.min(count - 1, Math.max(0, Math.floor(cell)));
    return [
      within(left / this.cell.width, this.columns),
      within(right / this.cell.width, this.columns),
      within(top / this.cell.height, this.rows),
      within(bottom / this.cell.height, this.rows),
    ];
  }
}
