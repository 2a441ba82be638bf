export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What gestures do. Points are CSS pixels from the corner of the element. */
export interface Gestured {
  pan(right: number, down: number): void;
  zoom(factor: number, at: Point): void;
  click(at: Point): void;
  doubleClick(at: Point): void;
  /** undefined: the pointer has left, or drags. */
  hover(at: Point | undefined): void;
}

/** A pointer that moves no further than this while it is down clicks. */
const STILL = 4;
/** Of a line and a page of a wheel that counts in these, CSS pixels. */
const WHEEL_UNITS = [1, 16, 400];

/** Mouse, wheel, pen and touch on an element, until the signal ends it. */
export function listenToGestures(element: HTMLElement, target: Gestured, signal: AbortSignal): void {
  const down = new Map<number, Point>();
  let travelled = 0;
  const pointOf = (event: MouseEvent): Point => {
    const { left, top } = element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const on = <K extends keyof HTMLElementEventMap>(type: K, listener: (event: HTMLElementEventMap[K]) => void): void =>
    element.addEventListener(type, listener, { signal, passive: false });

  on('pointerdown', (event) => {
    if (event.button !== 0) return;
    if (down.size === 0) travelled = 0;
    down.set(event.pointerId, pointOf(event));
    element.setPointerCapture(event.pointerId);
  });
  on('pointermove', (event) => {
    const at = pointOf(event);
    const before = down.get(event.pointerId);
    if (before === undefined) return target.hover(at);
    down.set(event.pointerId, at);
    travelled += distance(before, at);
    if (travelled <= STILL) return;
    target.hover(undefined);
    const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
    if (other === undefined) return target.pan(at.x - before.x, at.y - before.y);
    const middle = (a: Point): Point => ({ x: (a.x + other.x) / 2, y: (a.y + other.y) / 2 });
    const [from, to] = [middle(before), middle(at)];
    target.pan(to.x - from.x, to.y - from.y);
    target.zoom(distance(at, other) / Math.max(1, distance(before, other)), to);
  });
  const release = (event: PointerEvent): void => {
    const clicked = down.delete(event.pointerId) && down.size === 0 && travelled <= STILL;
    if (clicked && event.type === 'pointerup') target.click(pointOf(event));
  };
  on('pointerup', release);
  on('pointercancel', release);
  on('pointerleave', () => target.hover(undefined));
  on('dblclick', (event) => target.doubleClick(pointOf(event)));
  on('wheel', (event) => {
    event.preventDefault();
    // A pinch on a touchpad comes as a wheel with Ctrl, in small steps.
    const pace = event.ctrlKey ? 0.01 : 0.0015;
    const way = event.deltaY * WHEEL_UNITS[event.deltaMode];
    target.zoom(Math.exp(-Math.max(-300, Math.min(300, way)) * pace), pointOf(event));
  });
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
