import { type Area, type Camera, seen } from '../stage/camera';
import type { PaintedLinks } from '../work/picture';
import { LinkBounds, traceLinks } from './paint-links';
import { FAINT, type Scene } from './scene';

/** So much more than the viewport is painted on each side, so that a pan finds it there. */
const MARGIN = 0.25;
/** Links painted at once: some milliseconds without a graphics card. */
const SLICE = 2_000;
/** With more links in sight some are left out, the same ones as long as the scale is the same. */
const MOST = 40_000;
/** While the scale changes the picture of before is scaled; with at most so many links it is painted anew at once. */
const AT_ONCE = 3_000;
const SETTLED_MS = 120;

interface Sheet {
  readonly canvas: HTMLCanvasElement;
  camera: Camera;
  area: Area;
  path: Scene['path'];
  palette: Scene['palette'];
}

/**
 * Links under the boxes. They are painted to a sheet larger than the viewport, some at a time, so that thousands of them never
 * hold up a frame; a frame shows the last sheet where it belongs now.
 */
export class LinkLayer {
  private readonly bounds: LinkBounds;
  private front: Sheet | undefined;
  private back: Sheet | undefined;
  private spare: HTMLCanvasElement | undefined;
  private todo: Uint32Array = new Uint32Array(0);
  private done = 0;
  private scaledAt = 0;
  private scale = 0;

  constructor(private readonly links: PaintedLinks) {
    this.bounds = new LinkBounds(links);
  }

  /** Paints what there is; whether there will be more to see in the next frame. */
  paint(context: CanvasRenderingContext2D, scene: Scene, now: number): boolean {
    if (this.links.from.length === 0) return false;
    const { camera } = scene;
    if (this.scale !== camera.scale) this.scaledAt = now;
    this.scale = camera.scale;
    let wanted = false;
    if (!fits(this.front, scene) && !fits(this.back, scene)) {
      const settled = this.front === undefined || now - this.scaledAt > SETTLED_MS || this.links.from.length <= AT_ONCE;
      if (settled) this.begin(scene);
      else wanted = true;
    }
    if (this.back !== undefined) this.proceed(scene);
    const sheet = this.front ?? this.back;
    if (sheet !== undefined) show(context, sheet, scene);
    return wanted || this.back !== undefined;
  }

  private begin(scene: Scene): void {
    const { camera, view, ratio, path, palette } = scene;
    const width = Math.ceil(view.width * ratio * (1 + 2 * MARGIN));
    const height = Math.ceil(view.height * ratio * (1 + 2 * MARGIN));
    const canvas = this.back?.canvas ?? this.spare ?? document.createElement('canvas');
    this.spare = undefined;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    else canvas.getContext('2d')?.clearRect(0, 0, width, height);
    const moved = {
      ...camera,
      x: camera.x - (MARGIN * view.width) / camera.scale,
      y: camera.y - (MARGIN * view.height) / camera.scale,
    };
    const area = seen(moved, { width: width / ratio, height: height / ratio });
    this.back = { canvas, camera: moved, area, path, palette };
    this.todo = thinned(this.bounds.within(area), MOST);
    this.done = 0;
  }

  private proceed({ ratio }: Scene): void {
    const sheet = this.back;
    const context = sheet?.canvas.getContext('2d');
    if (sheet === undefined || !context) return;
    const links = this.todo.subarray(this.done, this.done + SLICE);
    this.done += links.length;
    const { path, camera, palette } = sheet;
    const width = Math.max(0.75, Math.min(1.5, 1.4 * camera.scale)) * ratio;
    const stroke = (some: ArrayLike<number>, colour: string, alpha: number, lineWidth: number): void => {
      if (some.length === 0) return;
      context.globalAlpha = alpha;
      context.strokeStyle = colour;
      context.lineWidth = lineWidth;
      context.beginPath();
      traceLinks(context, this.links, some, camera, ratio);
      context.stroke();
    };
    // Many links on one spot add up.
    const alpha = 0.6 * Math.max(0.15, Math.min(1, Math.sqrt(800 / this.todo.length)));
    if (path === undefined) stroke(links, palette.muted, alpha, width);
    else {
      stroke(
        links.filter((link) => path.links[link] === 0),
        palette.muted,
        alpha * FAINT,
        width,
      );
      stroke(
        links.filter((link) => path.links[link] === 1),
        palette.bad,
        0.9,
        width + ratio,
      );
    }
    if (this.done < this.todo.length) return;
    this.spare = this.front?.canvas;
    this.front = sheet;
    this.back = undefined;
  }
}

/** Whether a sheet shows what is in sight, as it is to be painted. */
function fits(sheet: Sheet | undefined, { camera, view, path, palette }: Scene): boolean {
  if (sheet === undefined || sheet.path !== path || sheet.palette !== palette) return false;
  if (sheet.camera.scale !== camera.scale) return false;
  const area = seen(camera, view);
  return (
    area.left >= sheet.area.left &&
    area.right <= sheet.area.right &&
    area.top >= sheet.area.top &&
    area.bottom <= sheet.area.bottom
  );
}

function show(context: CanvasRenderingContext2D, sheet: Sheet, { camera, ratio }: Scene): void {
  const scale = camera.scale / sheet.camera.scale;
  const x = (sheet.camera.x - camera.x) * camera.scale * ratio;
  const y = (sheet.camera.y - camera.y) * camera.scale * ratio;
  const { canvas } = sheet;
  // On whole pixels, or the lines would be blurred.
  if (scale === 1) context.drawImage(canvas, Math.round(x), Math.round(y));
  else context.drawImage(canvas, x, y, canvas.width * scale, canvas.height * scale);
}

function thinned(links: Uint32Array, most: number): Uint32Array {
  if (links.length <= most) return links.slice();
  const step = links.length / most;
  return Uint32Array.from({ length: most }, (_, i) => links[Math.floor(i * step)]);
}
