import type { Marks } from '../work/reach';
import type { Picture } from '../work/picture';
import type { BoxIndex } from '../stage/box-index';
import type { Camera, Viewport } from '../stage/camera';
import type { Palette } from './palette';

/** All that a frame is painted from. */
export interface Scene {
  readonly picture: Picture;
  readonly index: BoxIndex;
  /** Nodes that are shown as frames around their instances. */
  readonly open: ReadonlySet<number>;
  readonly camera: Camera;
  readonly view: Viewport;
  /** Device pixels for a CSS pixel. */
  readonly ratio: number;
  readonly palette: Palette;
  /** The rest is faint. */
  readonly path: Marks | undefined;
  /** Parents and children of what is chosen, and the links to them. */
  readonly near: Marks | undefined;
  readonly chosen: number | undefined;
  readonly hovered: number | undefined;
  /** Boxes that match what is looked for, as marks. */
  readonly found: Uint8Array | undefined;
  /** The one of them that is flown to. */
  readonly current: number | undefined;
}

/** Opacity of what is not on the path that is shown. */
export const FAINT = 0.22;

export function isFaint({ path, picture }: Scene, box: number): boolean {
  if (path === undefined) return false;
  return path.items[box < picture.nodes ? box : picture.owner[box - picture.nodes]] === 0;
}

/** Where a box is on the canvas, device pixels. */
export function onScreen({ picture, camera, ratio }: Scene, box: number) {
  const scale = camera.scale * ratio;
  return {
    x: (picture.x[box] - camera.x) * scale,
    y: (picture.y[box] - camera.y) * scale,
    width: picture.width[box] * scale,
    height: picture.height[box] * scale,
  };
}
