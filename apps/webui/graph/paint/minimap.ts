import { fit, seen } from '../stage/camera';
import { STACK } from '../work/picture';
import { countsOf } from './paint-stack';
import type { Scene } from './scene';

const MARGINS = { top: 4, side: 4 };

/** The whole picture in a corner, with what of it is in sight. Boxes are painted when states have changed, not with every frame. */
export class Minimap {
  private readonly sheet = document.createElement('canvas');

  constructor(private readonly canvas: HTMLCanvasElement) {}

  /** Where in the picture a point of the map is, CSS pixels from its corner. */
  pointAt({ picture }: Scene, x: number, y: number): { x: number; y: number } {
    const camera = this.camera(picture);
    return { x: camera.x + x / camera.scale, y: camera.y + y / camera.scale };
  }

  /** `fresh`: states or colours may have changed. */
  paint(scene: Scene, fresh: boolean): void {
    const { camera, view, ratio, palette, picture } = scene;
    const { clientWidth, clientHeight } = this.canvas;
    const [width, height] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)];
    const resized = this.canvas.width !== width || this.canvas.height !== height;
    if (resized) for (const each of [this.canvas, this.sheet]) Object.assign(each, { width, height });
    if (fresh || resized) this.paintBoxes(scene);
    const context = this.canvas.getContext('2d');
    if (context === null) return;
    context.clearRect(0, 0, width, height);
    context.drawImage(this.sheet, 0, 0);
    const map = this.camera(picture);
    const { left, top, right, bottom } = seen(camera, view);
    const scale = map.scale * ratio;
    context.strokeStyle = palette.accent;
    context.lineWidth = 1.5 * ratio;
    const wide = Math.max(4 * ratio, (right - left) * scale);
    const high = Math.max(4 * ratio, (bottom - top) * scale);
    context.strokeRect((left - map.x) * scale, (top - map.y) * scale, wide, high);
  }

  private paintBoxes({ picture, palette, ratio }: Scene): void {
    const context = this.sheet.getContext('2d');
    if (context === null) return;
    context.fillStyle = palette.surface;
    context.fillRect(0, 0, this.sheet.width, this.sheet.height);
    const map = this.camera(picture);
    const scale = map.scale * ratio;
    const byState: number[][] = palette.states.map(() => []);
    for (let box = 0; box < picture.nodes; box++) byState[stateOf(picture, box)].push(box);
    for (const [state, boxes] of byState.entries()) {
      context.fillStyle = palette.states[state].solid;
      for (const box of boxes) {
        const width = Math.max(ratio, picture.width[box] * scale);
        const height = Math.max(ratio, picture.height[box] * scale);
        context.fillRect((picture.x[box] - map.x) * scale, (picture.y[box] - map.y) * scale, width, height);
      }
    }
  }

  private camera({ size }: Scene['picture']) {
    const view = { width: this.canvas.clientWidth, height: this.canvas.clientHeight };
    return fit({ left: 0, top: 0, right: size.width, bottom: size.height }, view, MARGINS);
  }
}

/** Of a stack, the state that needs attention most. */
function stateOf(picture: Scene['picture'], node: number): number {
  if (picture.state[node] !== STACK) return picture.state[node];
  const counts = countsOf(picture, node);
  const order = ['ERRORED', 'KILLED', 'RETRY', 'RUNNING', 'QUEUED', 'COMPLETED'] as const;
  return picture.states.indexOf(order.find((state) => counts[picture.states.indexOf(state)] > 0) ?? 'QUEUED');
}
