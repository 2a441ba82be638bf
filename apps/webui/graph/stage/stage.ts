import { Minimap } from '../paint/minimap';
import { Painter } from '../paint/painter';
import { type Palette, readPalette } from '../paint/palette';
import type { Scene } from '../paint/scene';
import { type Picture, STACK } from '../work/picture';
import { BoxIndex } from './box-index';
import { between, type Camera, centred, firstSight, fit, panned, seen, type Viewport, zoomed } from './camera';
import { listenToGestures, type Point } from './gestures';

const FLIGHT_MS = 280;
/** A box that is flown to is seen at this scale at least. */
const READABLE = 0.8;
/** Boxes can be told apart at this scale. */
const TOLD_APART = 0.25;
/** Of a small box, so far beside it a pointer still means it, CSS pixels. */
const SLACK = 3;

export interface StageEvents {
  /** `at`: CSS pixels from the corner of the canvas. */
  hovered(box: number | undefined, at: Point): void;
  /** undefined: beside all boxes. */
  clicked(box: number | undefined): void;
  doubleClicked(box: number): void;
  /** The first frame of a picture is on the canvas. */
  painted(picture: Picture): void;
}

export type Highlights = Pick<Scene, 'path' | 'near' | 'chosen' | 'found' | 'current'>;

interface Flight {
  readonly from: Camera;
  readonly to: Camera;
  readonly begun: number;
}

/** Shows a picture on a canvas, and lets people move in it. Paints at most once a frame, and only when something has changed. */
export class Stage {
  private picture: Picture | undefined;
  private index: BoxIndex | undefined;
  private open: ReadonlySet<number> = new Set();
  private highlights: Highlights = {
    path: undefined,
    near: undefined,
    chosen: undefined,
    found: undefined,
    current: undefined,
  };
  private hovered: number | undefined;
  private camera: Camera = { x: 0, y: 0, scale: 1 };
  private view: Viewport = { width: 0, height: 0 };
  private palette: Palette | undefined;
  private flight: Flight | undefined;
  private frame: number | undefined;
  private statesChanged = true;
  private unseen = false;
  /** Nobody has moved yet: all of the picture is shown, whatever the size of the window becomes. */
  private untouched = true;
  private readonly painter: Painter;
  private readonly minimap: Minimap;
  private readonly ending = new AbortController();

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly map: HTMLCanvasElement,
    private readonly events: StageEvents,
  ) {
    const context = canvas.getContext('2d', { alpha: false });
    if (context === null) throw new Error('This browser paints on no canvas');
    this.painter = new Painter(context);
    this.minimap = new Minimap(map);
    const { signal } = this.ending;
    listenToGestures(
      canvas,
      {
        pan: (right, down) => this.pan(right, down),
        zoom: (factor, at) => this.zoom(factor, at),
        click: (at) => events.clicked(this.boxAt(at)),
        doubleClick: (at) => {
          const box = this.boxAt(at);
          if (box !== undefined) events.doubleClicked(box);
        },
        hover: (at) => this.hover(at),
      },
      signal,
    );
    const moveTo = ({ offsetX, offsetY, buttons }: PointerEvent): void => {
      if (buttons === 1) this.centreOn({ x: offsetX, y: offsetY });
    };
    map.addEventListener('pointerdown', moveTo, { signal });
    map.addEventListener('pointermove', moveTo, { signal });
    const resizing = new ResizeObserver(() => this.resize());
    resizing.observe(canvas);
    signal.addEventListener('abort', () => resizing.disconnect());
    const recolour = (): void => {
      this.palette = undefined;
      this.statesChanged = true;
      this.request();
    };
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolour, { signal });
  }

  close(): void {
    this.ending.abort();
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
  }

  /** Another picture. `anchor`: its box in the last picture and in this one, which stays where it is; else all is shown. */
  show(picture: Picture, anchor?: { readonly before: number; readonly now: number }): void {
    const before = this.picture;
    this.picture = picture;
    this.index = new BoxIndex(picture, picture.size);
    this.open = new Set(picture.owner);
    this.hovered = undefined;
    this.palette = undefined;
    this.unseen = this.statesChanged = true;
    if (anchor !== undefined && before !== undefined) {
      const { x, y, width } = picture;
      const middle = (of: Picture, box: number): number => of.x[box] + of.width[box] / 2;
      this.camera = {
        ...this.camera,
        x: this.camera.x + x[anchor.now] + width[anchor.now] / 2 - middle(before, anchor.before),
        y: this.camera.y + y[anchor.now] - before.y[anchor.before],
      };
      this.flight = undefined;
    } else {
      this.land(firstSight(picture.size, this.view));
      this.untouched = true;
    }
    this.request();
  }

  /** States of boxes have changed. */
  repaint(): void {
    this.statesChanged = true;
    this.request();
  }

  highlight(highlights: Highlights): void {
    this.highlights = highlights;
    this.request();
  }

  pan(right: number, down: number): void {
    this.land(panned(this.camera, right, down));
  }

  /** About the middle unless `at` is given. */
  zoom(factor: number, at: Point = { x: this.view.width / 2, y: this.view.height / 2 }): void {
    this.land(zoomed(this.camera, factor, at, this.leastScale()));
  }

  /** All of the picture. */
  fit(): void {
    if (this.picture === undefined) return;
    const { width, height } = this.picture.size;
    this.fly(fit({ left: 0, top: 0, right: width, bottom: height }, this.view));
  }

  flyTo(box: number): void {
    if (this.picture === undefined) return;
    const { x, y, width, height } = this.picture;
    const area = { left: x[box], top: y[box], right: x[box] + width[box], bottom: y[box] + height[box] };
    const scale = Math.min(fit(area, this.view).scale, Math.max(READABLE, this.camera.scale));
    this.fly(centred(x[box] + width[box] / 2, y[box] + height[box] / 2, scale, this.view));
  }

  /** All of these boxes, if they can be told apart then; else the first of them. */
  flyToAll(boxes: readonly number[]): void {
    if (this.picture === undefined || boxes.length === 0) return;
    const { x, y, width, height } = this.picture;
    const area = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
    for (const box of boxes) {
      area.left = Math.min(area.left, x[box]);
      area.top = Math.min(area.top, y[box]);
      area.right = Math.max(area.right, x[box] + width[box]);
      area.bottom = Math.max(area.bottom, y[box] + height[box]);
    }
    const whole = fit(area, this.view);
    if (whole.scale >= TOLD_APART) this.fly(whole);
    else this.flyTo(boxes[0]);
  }

  private leastScale(): number {
    const { width, height } = this.picture?.size ?? this.view;
    return fit({ left: 0, top: 0, right: width, bottom: height }, this.view).scale / 2;
  }

  private fly(to: Camera): void {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return this.land(to);
    this.untouched = false;
    this.flight = { from: this.camera, to, begun: performance.now() };
    this.request();
  }

  private land(camera: Camera): void {
    this.flight = undefined;
    this.untouched = false;
    this.camera = camera;
    this.request();
  }

  private hover(at: Point | undefined): void {
    const box = at === undefined ? undefined : this.boxAt(at);
    this.events.hovered(box, at ?? { x: 0, y: 0 });
    this.canvas.classList.toggle('over-box', box !== undefined);
    if (box === this.hovered) return;
    this.hovered = box;
    this.request();
  }

  private boxAt({ x, y }: Point): number | undefined {
    const { scale } = this.camera;
    return this.index?.at(this.camera.x + x / scale, this.camera.y + y / scale, SLACK / scale);
  }

  private centreOn(at: Point): void {
    const scene = this.scene();
    if (scene === undefined) return;
    const { x, y } = this.minimap.pointAt(scene, at.x, at.y);
    this.land(centred(x, y, this.camera.scale, this.view));
  }

  private resize(): void {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    this.view = { width, height };
    this.canvas.width = Math.round(width * devicePixelRatio);
    this.canvas.height = Math.round(height * devicePixelRatio);
    if (this.untouched && this.picture !== undefined) this.camera = firstSight(this.picture.size, this.view);
    // A canvas with another size is empty until it is painted.
    this.paint(performance.now());
  }

  private request(): void {
    this.frame ??= requestAnimationFrame((now) => {
      this.frame = undefined;
      this.paint(now);
    });
  }

  private scene(): Scene | undefined {
    const { picture, index, camera, view, open, highlights, hovered } = this;
    if (picture === undefined || index === undefined || view.width === 0) return undefined;
    this.palette ??= readPalette(this.canvas, picture.states);
    const { palette } = this;
    return { picture, index, camera, view, open, ratio: devicePixelRatio, palette, hovered, ...highlights };
  }

  private paint(now: number): void {
    if (this.flight !== undefined) {
      const part = Math.min(1, Math.max(0, now - this.flight.begun) / FLIGHT_MS);
      // Slows down at both ends.
      this.camera = between(this.flight.from, this.flight.to, part * part * (3 - 2 * part), this.view);
      if (part === 1) this.flight = undefined;
    }
    const scene = this.scene();
    if (scene === undefined) return;
    const more = this.painter.paint(scene, now);
    this.paintMap(scene);
    this.statesChanged = false;
    if (this.unseen) {
      this.unseen = false;
      this.events.painted(scene.picture);
    }
    if (more || this.flight !== undefined) this.request();
  }

  /** Only where not everything is in sight anyway. */
  private paintMap(scene: Scene): void {
    const { left, top, right, bottom } = seen(scene.camera, scene.view);
    const { width, height } = scene.picture.size;
    const all = left <= 0 && top <= 0 && right >= width && bottom >= height;
    const appears = this.map.hidden && !all;
    this.map.hidden = all;
    if (!all) this.minimap.paint(scene, this.statesChanged || appears);
  }
}

/** The state of a box, or undefined of a stack. */
export function stateOf({ state, states }: Picture, box: number) {
  return state[box] === STACK ? undefined : states[state[box]];
}
