import { TASK_STATE_ORDER } from '../../widgets/states';
import type { Picture } from '../work/picture';
import { onScreen, type Scene } from './scene';
import { charactersIn, LABEL_SCALE, paintText } from './text';

/** Below this scale a stack is nothing but its bar. */
const BAR_SCALE = 0.25;
/** At scale 1. */
const BEHIND = 4;
const PAD = 10;
const BAR_HEIGHT = 10;

/** Instances of a node by state: how many, in the order of the states. */
export function countsOf({ counts, states }: Picture, node: number): Uint32Array {
  return counts.subarray(node * states.length, (node + 1) * states.length);
}

/** A closed stack: its name, how many instances, and a bar of their states. */
export function paintStack(context: CanvasRenderingContext2D, scene: Scene, node: number): void {
  const { picture, camera, ratio, palette } = scene;
  const { x, y, width, height } = onScreen(scene, node);
  const scale = camera.scale * ratio;
  if (camera.scale < BAR_SCALE) return paintBar(context, scene, node, { x, y, width, height });
  context.lineWidth = ratio;
  context.strokeStyle = palette.muted;
  context.fillStyle = palette.surface;
  for (const behind of [2, 1, 0]) {
    const shift = behind * BEHIND * scale;
    context.fillRect(x + shift, y + shift, width, height);
    context.strokeRect(x + shift, y + shift, width, height);
  }
  const bar = { x: x + PAD * scale, y: y + height - (PAD + BAR_HEIGHT) * scale, width: width - 2 * PAD * scale };
  paintBar(context, scene, node, { ...bar, height: BAR_HEIGHT * scale });
  if (camera.scale < LABEL_SCALE) return;
  const line = { x: bar.x, room: bar.width };
  paintText(context, scene, picture.names[node], { ...line, y: y + 14 * scale }, palette.text, 600);
  paintText(
    context,
    scene,
    describe(scene, node, charactersIn(scene, line.room)),
    { ...line, y: y + 30 * scale },
    palette.muted,
  );
}

/** Around the instances of an open stack. */
export function paintFrame(context: CanvasRenderingContext2D, scene: Scene, node: number): void {
  const { picture, camera, ratio, palette } = scene;
  const { x, y, width, height } = onScreen(scene, node);
  const scale = camera.scale * ratio;
  context.fillStyle = palette.surface;
  context.fillRect(x, y, width, height);
  context.lineWidth = ratio;
  context.strokeStyle = palette.muted;
  context.strokeRect(x, y, width, height);
  if (camera.scale < LABEL_SCALE) return;
  const place = { x: x + (PAD + 2) * scale, y: y + 18 * scale, room: width - 2 * PAD * scale };
  const left = charactersIn(scene, place.room) - picture.names[node].length - 3;
  const title = `${picture.names[node]} · ${describe(scene, node, left)}`;
  paintText(context, scene, title, place, palette.text, 600);
}

/** How many instances, and in which states, those first that need attention; as much as goes into so many characters. */
function describe({ picture, palette }: Scene, node: number, most: number): string {
  const counts = countsOf(picture, node);
  const shown = ['ERRORED', 'KILLED', 'RETRY', 'RUNNING', 'COMPLETED', 'QUEUED'] as const;
  const parts = shown.flatMap((state) => {
    const index = picture.states.indexOf(state);
    return counts[index] > 0 ? [`${palette.states[index].sign} ${counts[index].toLocaleString('en')}`] : [];
  });
  if (parts.length === 1) return parts[0];
  let text = `${picture.instances[node].toLocaleString('en')} ×`;
  for (const part of parts) if (`${text}  ${part}`.length <= most) text += `  ${part}`;
  return text;
}

function paintBar(
  context: CanvasRenderingContext2D,
  { picture, palette, ratio }: Scene,
  node: number,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
): void {
  const counts = countsOf(picture, node);
  let left = x;
  let rest = picture.instances[node];
  for (const state of TASK_STATE_ORDER) {
    const index = picture.states.indexOf(state);
    if (index < 0 || counts[index] === 0) continue;
    // A single failure among thousands must be seen.
    const wide = Math.max(2 * ratio, ((x + width - left) * counts[index]) / rest);
    rest -= counts[index];
    context.fillStyle = palette.states[index].solid;
    context.fillRect(left, y, Math.min(wide, x + width - left), height);
    left = Math.min(left + wide, x + width - (rest > 0 ? 2 * ratio : 0));
  }
}
