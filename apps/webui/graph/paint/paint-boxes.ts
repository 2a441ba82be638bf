import { STACK } from '../work/picture';
import { paintFrame, paintStack } from './paint-stack';
import { FAINT, isFaint, onScreen, type Scene } from './scene';
import { LABEL_SCALE, paintSign, paintText } from './text';

/** A spot of colour has a sign in it if it is as high as this on the screen, CSS pixels. */
const SIGN_HEIGHT = 9;
/** A box without a name is more than a spot if it is as high as this. */
const CARD_HEIGHT = 15;
/** What failed is a spot of this size at least: one among ten thousand must be seen. */
const FAILED_SPOT = 4;
/** At scale 1: width of the edge that shows the state, where the sign stands, and where the name begins. */
const EDGE = 5;
const SIGN = { at: 17, size: 14 };
const NAME_AT = 29;
/** Narrower boxes have no room for a name, ever. */
const NAMED_WIDTH = 60;
const RADIUS = 4;

/** Boxes that are in sight, frames before what is in them. */
export function paintBoxes(context: CanvasRenderingContext2D, scene: Scene, boxes: Uint32Array): void {
  const { picture, palette } = scene;
  /** A colour is set once for all boxes in it. */
  const byState: number[][] = palette.states.map(() => []);
  const faintByState: number[][] = palette.states.map(() => []);
  for (const box of boxes) {
    const state = picture.state[box];
    const faint = isFaint(scene, box);
    if (state !== STACK) {
      (faint ? faintByState : byState)[state].push(box);
      continue;
    }
    context.globalAlpha = faint ? FAINT : 1;
    if (scene.open.has(box)) paintFrame(context, scene, box);
    else paintStack(context, scene, box);
  }
  context.globalAlpha = FAINT;
  for (const [state, some] of faintByState.entries()) paintInState(context, scene, state, some);
  context.globalAlpha = 1;
  for (const [state, some] of byState.entries()) paintInState(context, scene, state, some);
}

function paintInState(context: CanvasRenderingContext2D, scene: Scene, state: number, boxes: readonly number[]): void {
  if (boxes.length === 0) return;
  const { picture, camera, ratio, palette } = scene;
  const { solid, ink, fill, sign } = palette.states[state];
  const failed = picture.states[state] === 'ERRORED' || picture.states[state] === 'KILLED';
  const scale = camera.scale * ratio;
  context.lineWidth = ratio;
  context.strokeStyle = solid;
  for (const box of boxes) {
    const { x, y, width, height } = onScreen(scene, box);
    const middle = { x: x + width / 2, y: y + height / 2 };
    const named = picture.width[box] >= NAMED_WIDTH;
    if (named ? camera.scale < LABEL_SCALE : height < CARD_HEIGHT * ratio) {
      const least = (failed ? FAILED_SPOT : 0.8) * ratio;
      const [wide, high] = [Math.max(width, least), Math.max(height, least)];
      context.fillStyle = solid;
      context.fillRect(middle.x - wide / 2, middle.y - high / 2, wide, high);
      if (height >= SIGN_HEIGHT * ratio)
        paintSign(context, sign, middle, Math.min(height, width) * 0.8, palette.surface);
      continue;
    }
    context.fillStyle = fill;
    context.beginPath();
    context.roundRect(x, y, width, height, RADIUS * scale);
    context.fill();
    context.stroke();
    if (!named) {
      paintSign(context, sign, middle, height * 0.6, ink);
      continue;
    }
    context.fillStyle = solid;
    context.beginPath();
    context.roundRect(x, y, EDGE * scale, height, [RADIUS * scale, 0, 0, RADIUS * scale]);
    context.fill();
    paintSign(context, sign, { x: x + SIGN.at * scale, y: middle.y }, SIGN.size * scale, ink);
    const place = { x: x + NAME_AT * scale, y: middle.y, room: width - (NAME_AT + EDGE) * scale };
    paintText(context, scene, picture.names[box], place, palette.text);
  }
}
