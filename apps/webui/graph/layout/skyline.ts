interface Step {
  readonly x: number;
  readonly y: number;
}

/** The lower edge of what was put under a line of some width: steps from left to right, each up to the next. */
export class Skyline {
  private readonly steps: Step[] = [{ x: 0, y: 0 }];

  constructor(private readonly width: number) {}

  /** Where a box no wider than the line goes: as near to the line as there is room, then as far left. */
  add(width: number, height: number): Step {
    const { steps } = this;
    let best: { at: number; end: number; y: number } | undefined;
    for (let at = 0; at < steps.length; at++) {
      const right = steps[at].x + width;
      // Widths are sums: the last bits of a row of boxes may be one too many.
      if (at > 0 && right > this.width * (1 + 1e-9)) break;
      let y = 0;
      let end = at;
      for (; end < steps.length && steps[end].x < right; end++) y = Math.max(y, steps[end].y);
      if (best === undefined || y < best.y) best = { at, end, y };
    }
    const { at, end, y } = best ?? { at: 0, end: steps.length, y: 0 };
    const { x } = steps[at];
    const covered = steps[end - 1];
    const after = end < steps.length ? steps[end].x : this.width;
    const rest = after > x + width ? [{ x: x + width, y: covered.y }] : [];
    steps.splice(at, end - at, { x, y: y + height }, ...rest);
    if (at + 1 < steps.length && steps[at + 1].y === steps[at].y) steps.splice(at + 1, 1);
    if (at > 0 && steps[at - 1].y === steps[at].y) steps.splice(at, 1);
    return { x, y };
  }
}
