import { seen } from '../stage/camera';
import { LinkLayer } from './link-layer';
import { paintBoxes } from './paint-boxes';
import { traceLinks } from './paint-links';
import { onScreen, type Scene } from './scene';

/** Rings around so many boxes that match at most. */
const MOST_RINGS = 5_000;
/** Links of a chosen box that are painted at most. */
const MOST_NEAR = 3_000;
const JOIN_SCALE = 0.2;

/** Paints frames of one picture after another. */
export class Painter {
  private links: LinkLayer | undefined;
  private painted: Scene['picture']['links'] | undefined;

  constructor(private readonly context: CanvasRenderingContext2D) {}

  /** `now`: of this frame, milliseconds. Whether there will be more to see in the next one. */
  paint(scene: Scene, now: number): boolean {
    const { context } = this;
    const { picture, camera, view, ratio, palette } = scene;
    if (this.painted !== picture.links) {
      this.painted = picture.links;
      this.links = new LinkLayer(picture.links);
    }
    context.globalAlpha = 1;
    context.fillStyle = palette.background;
    context.fillRect(0, 0, view.width * ratio, view.height * ratio);
    const more = this.links?.paint(context, scene, now) ?? false;
    this.paintNear(scene);
    if (camera.scale >= JOIN_SCALE) this.paintJoins(scene);
    const boxes = scene.index.within(seen(camera, view));
    paintBoxes(context, scene, boxes);
    this.paintRings(scene, boxes);
    return more;
  }

  private paintNear({ near, picture, camera, ratio, palette }: Scene): void {
    if (near === undefined) return;
    const links: number[] = [];
    for (let link = 0; link < near.links.length && links.length < MOST_NEAR; link++) {
      if (near.links[link] === 1) links.push(link);
    }
    const { context } = this;
    context.strokeStyle = palette.accent;
    context.lineWidth = 2 * ratio;
    context.beginPath();
    traceLinks(context, picture.links, links, camera, ratio);
    context.stroke();
  }

  private paintJoins({ picture, camera, ratio, palette }: Scene): void {
    const { joins } = picture.links;
    const scale = camera.scale * ratio;
    this.context.fillStyle = palette.muted;
    this.context.beginPath();
    for (let at = 0; at < joins.length; at += 2) {
      const [x, y] = [(joins[at] - camera.x) * scale, (joins[at + 1] - camera.y) * scale];
      this.context.moveTo(x, y);
      this.context.arc(x, y, 3.5 * scale, 0, 2 * Math.PI);
    }
    this.context.fill();
  }

  private paintRings(scene: Scene, boxes: Uint32Array): void {
    const { found, current, chosen, hovered, palette } = scene;
    if (found !== undefined) {
      let rings = 0;
      for (const box of boxes)
        if (found[box] === 1 && rings++ < MOST_RINGS) this.ring(scene, box, 1.5, palette.accent, 1);
    }
    if (hovered !== undefined) this.ring(scene, hovered, 1.5, palette.text, 1);
    if (current !== undefined) this.ring(scene, current, 3, palette.accent, 3);
    if (chosen !== undefined) this.ring(scene, chosen, 2.5, palette.accent, 2);
  }

  /** `width` and `gap` in CSS pixels. */
  private ring(scene: Scene, box: number, width: number, colour: string, gap: number): void {
    const { ratio } = scene;
    const { x, y, width: wide, height } = onScreen(scene, box);
    const out = (gap + width / 2) * ratio;
    this.context.strokeStyle = colour;
    this.context.lineWidth = width * ratio;
    this.context.strokeRect(x - out, y - out, wide + 2 * out, height + 2 * out);
  }
}
