import type { Scene } from './scene';
import { shortened } from './label';

const FAMILY = "system-ui, 'DejaVu Sans', sans-serif";
/** Of the text on boxes, at scale 1; on the screen, in CSS pixels, no smaller than LEAST_FONT. */
const FONT = 13;
const LEAST_FONT = 9;
/** About the width of a character, through the size of the font. */
const CHARACTER = 0.56;

/** Names are painted at this scale or larger. */
export const LABEL_SCALE = 0.42;

export interface Place {
  /** Device pixels; the left end, and the middle of the height. */
  readonly x: number;
  readonly y: number;
  readonly room: number;
}

/** About how many characters go into a room, device pixels. */
export function charactersIn(scene: Scene, room: number): number {
  return Math.floor(room / (CHARACTER * fontSize(scene)));
}

/** In the room there is, shortened in the middle. */
export function paintText(
  context: CanvasRenderingContext2D,
  scene: Scene,
  text: string,
  { x, y, room }: Place,
  colour: string,
  weight = 500,
): void {
  context.fillStyle = colour;
  context.font = `${weight} ${fontSize(scene).toFixed(1)}px ${FAMILY}`;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillText(shortened(text, charactersIn(scene, room)), x, y, Math.max(1, room));
}

/** Around its middle; `size` in device pixels. */
export function paintSign(
  context: CanvasRenderingContext2D,
  sign: string,
  middle: { readonly x: number; readonly y: number },
  size: number,
  colour: string,
): void {
  context.fillStyle = colour;
  context.font = `600 ${size.toFixed(1)}px ${FAMILY}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(sign, middle.x, middle.y);
}

/** Device pixels. */
function fontSize({ camera, ratio }: Scene): number {
  return Math.max(FONT * camera.scale, LEAST_FONT) * ratio;
}
