import type { TimedAttempt } from './attempt-log';
import { ticks } from './ticks';
import type { TimeWindow } from './time-window';
import type { TimelineRows } from './timeline-rows';
import type { Waits } from './waits';

export const ROW_PX = 18;
export const AXIS_PX = 24;
const BAR_PX = 11;
const TICK_PX = 90;
const FONT = '11px system-ui, "DejaVu Sans", sans-serif';

/** Of the theme, as CSS. */
export interface Palette {
  readonly surface: string;
  readonly raised: string;
  readonly line: string;
  readonly text: string;
  readonly muted: string;
  readonly accent: string;
  readonly good: string;
  readonly running: string;
  readonly bad: string;
  readonly killed: string;
  readonly waiting: string;
}

export interface Picture {
  readonly attempts: readonly TimedAttempt[];
  readonly rows: TimelineRows;
  readonly waits: Waits | undefined;
  readonly critical: ReadonlySet<number>;
  readonly window: TimeWindow;
  /** When the run began, and what attempts that run are shown up to; ms since 1970. */
  readonly start: number;
  readonly now: number;
  readonly width: number;
  readonly height: number;
  /** Of the content, in pixels. */
  readonly scrollTop: number;
  /** Room for names, in pixels. */
  readonly gutter: number;
  readonly hovered: number;
  readonly palette: Palette;
}

/** Draws what is in view. Costs go with the rows in view, and in a lane with the attempts of that lane. */
export function paint(canvas: CanvasRenderingContext2D, picture: Picture): void {
  const { width, height, palette, scrollTop, rows } = picture;
  canvas.fillStyle = palette.surface;
  canvas.fillRect(0, 0, width, height);
  canvas.font = FONT;
  canvas.textBaseline = 'middle';
  paintAxis(canvas, picture);
  canvas.save();
  canvas.beginPath();
  canvas.rect(0, AXIS_PX, width, height - AXIS_PX);
  canvas.clip();
  const first = Math.floor(scrollTop / ROW_PX);
  const last = Math.min(rows.count, Math.ceil((scrollTop + height - AXIS_PX) / ROW_PX));
  for (let row = first; row < last; row++) paintRow(canvas, picture, row, AXIS_PX + row * ROW_PX - scrollTop);
  canvas.restore();
}

/** Pixels from the left of a moment. */
export function xOf({ window: { from, to }, start, width, gutter }: Picture, time: number): number {
  return gutter + ((time - start - from) / Math.max(1e-9, to - from)) * (width - gutter);
}

function paintAxis(canvas: CanvasRenderingContext2D, picture: Picture): void {
  const { window, width, height, gutter, palette, start } = picture;
  for (const { at, label } of ticks(window.from, window.to, Math.max(2, (width - gutter) / TICK_PX))) {
    const x = Math.round(xOf(picture, start + at)) + 0.5;
    canvas.fillStyle = palette.line;
    canvas.fillRect(x, AXIS_PX - 4, 1, height);
    canvas.fillStyle = palette.muted;
    canvas.textAlign = x > width - 40 ? 'right' : x < gutter + 20 ? 'left' : 'center';
    canvas.fillText(label, x, AXIS_PX / 2);
  }
  canvas.textAlign = 'left';
}

function paintRow(canvas: CanvasRenderingContext2D, picture: Picture, row: number, y: number): void {
  const { rows, palette, width, gutter, attempts, hovered } = picture;
  const heading = rows.heading(row);
  if (heading !== undefined) {
    canvas.fillStyle = palette.raised;
    canvas.fillRect(0, y, width, ROW_PX);
    canvas.fillStyle = palette.text;
    canvas.fillText(heading, 6, y + ROW_PX / 2);
    return;
  }
  const members = rows.attempts(row);
  const single = members.length === 1 ? (members[0] ?? -1) : -1;
  if (single >= 0 && single === hovered) {
    canvas.fillStyle = palette.raised;
    canvas.fillRect(0, y, width, ROW_PX);
  }
  canvas.save();
  canvas.beginPath();
  canvas.rect(gutter, y, width - gutter, ROW_PX);
  canvas.clip();
  paintBars(canvas, picture, members, y);
  canvas.restore();
  // In lanes several attempts share a row; a name would be of one of them.
  if (rows.heading(0) !== undefined || single < 0) return;
  const { task = '', attempt = 1 } = attempts[single] ?? {};
  canvas.fillStyle = picture.critical.has(single) ? palette.accent : palette.text;
  const sign = picture.critical.has(single) ? '◆ ' : '';
  canvas.fillText(
    fitting(canvas, `${sign}${task}${attempt > 1 ? ` #${attempt}` : ''}`, gutter - 12),
    6,
    y + ROW_PX / 2,
  );
}

function paintBars(canvas: CanvasRenderingContext2D, picture: Picture, members: Int32Array, y: number): void {
  const { attempts, waits, critical, now, palette, gutter, width, hovered, rows } = picture;
  const top = y + (ROW_PX - BAR_PX) / 2;
  const showsWaits = rows.heading(0) === undefined;
  let covered = -1;
  for (const index of members) {
    const attempt = attempts[index];
    if (attempt === undefined) continue;
    const right = xOf(picture, attempt.stop ?? now);
    const ready = showsWaits ? (waits?.ready[index] ?? NaN) : NaN;
    const left = xOf(picture, attempt.start);
    const marked = critical.has(index) || index === hovered || isBad(attempt);
    // What lies within a pixel that has been drawn would not be seen.
    if (right < gutter || left > width || (right <= covered && !marked)) continue;
    if (ready < attempt.start) {
      const from = xOf(picture, ready);
      canvas.fillStyle = palette.waiting;
      canvas.fillRect(from, top + BAR_PX / 2 - 1, left - from, 2);
      canvas.fillRect(from, top + 2, 1, BAR_PX - 4);
    }
    const shownWidth = Math.max(1.5, right - left);
    canvas.fillStyle = colourOf(attempt, palette);
    canvas.fillRect(left, top, shownWidth, BAR_PX);
    if (critical.has(index)) {
      canvas.fillStyle = palette.accent;
      canvas.fillRect(left, top + BAR_PX, shownWidth, 2);
    }
    if (index === hovered) {
      canvas.strokeStyle = palette.text;
      canvas.strokeRect(left - 0.5, top - 0.5, shownWidth + 1, BAR_PX + 1);
    }
    if (isBad(attempt) && shownWidth > 10) {
      canvas.fillStyle = palette.surface;
      canvas.fillText('✗', left + 2, y + ROW_PX / 2);
    }
    covered = Math.ceil(right);
  }
}

function isBad({ stop, cause, rc }: TimedAttempt): boolean {
  return stop !== undefined && !(cause === 'exit' && rc === 0);
}

function colourOf(attempt: TimedAttempt, palette: Palette): string {
  if (attempt.stop === undefined) return palette.running;
  if (!isBad(attempt)) return palette.good;
  return attempt.cause === 'killed' ? palette.killed : palette.bad;
}

/** The text, or its beginning with an ellipsis. */
function fitting(canvas: CanvasRenderingContext2D, text: string, width: number): string {
  if (canvas.measureText(text).width <= width) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (canvas.measureText(`${text.slice(0, middle)}…`).width <= width) low = middle;
    else high = middle - 1;
  }
  return `${text.slice(0, low)}…`;
}
