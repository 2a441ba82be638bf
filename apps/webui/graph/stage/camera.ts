/** What of a picture is seen: the point of it at the upper left corner, and CSS pixels for a unit of it. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** In CSS pixels. */
export interface Viewport {
  readonly width: number;
  readonly height: number;
}

/** Of a picture. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const MOST_SCALE = 3;
/** Around a picture that is fitted; above it there is room for the counts of states. */
const MARGINS = { top: 44, side: 24 };
/** A whole picture that is drawn with less is seen from its top instead. */
const LEAST_FIT = 0.012;
/** A picture that is much higher than wide, or the other way round, is not fitted so small that its boxes vanish. */
const LEAST_LONG_FIT = 0.42;
const LONG = 8;

export function seen({ x, y, scale }: Camera, { width, height }: Viewport): Area {
  return { left: x, top: y, right: x + width / scale, bottom: y + height / scale };
}

/** All of the area, in the middle. */
export function fit(area: Area, view: Viewport, margins = MARGINS): Camera {
  const wide = Math.max(1, area.right - area.left);
  const high = Math.max(1, area.bottom - area.top);
  const { top, side } = margins;
  const room = { width: view.width - 2 * side, height: view.height - top - side };
  const scale = Math.max(1e-5, Math.min(1, room.width / wide, room.height / high));
  const lower = (top - side) / 2 / scale;
  return centred((area.left + area.right) / 2, (area.top + area.bottom) / 2 - lower, scale, view);
}

/** What is shown at first: all of the picture if that is a picture, else its upper end. */
export function firstSight(size: { width: number; height: number }, view: Viewport): Camera {
  const whole = fit({ left: 0, top: 0, right: size.width, bottom: size.height }, view);
  const long = size.height / size.width > LONG || size.width / size.height > LONG;
  const least = long ? LEAST_LONG_FIT : LEAST_FIT;
  if (whole.scale >= least) return whole;
  const { x } = centred(size.width / 2, 0, least, view);
  const left = size.width * least > view.width ? -MARGINS.side / least : x;
  return { x: left, y: -MARGINS.top / least, scale: least };
}

export function centred(x: number, y: number, scale: number, { width, height }: Viewport): Camera {
  return { x: x - width / scale / 2, y: y - height / scale / 2, scale };
}

/** By a distance in CSS pixels, as if the picture was taken along. */
export function panned({ x, y, scale }: Camera, right: number, down: number): Camera {
  return { x: x - right / scale, y: y - down / scale, scale };
}

/** What is at a point of the viewport stays there. `least`: no smaller than that. */
export function zoomed(camera: Camera, factor: number, at: { x: number; y: number }, least: number): Camera {
  const scale = Math.min(MOST_SCALE, Math.max(least, camera.scale * factor));
  return {
    x: camera.x + at.x / camera.scale - at.x / scale,
    y: camera.y + at.y / camera.scale - at.y / scale,
    scale,
  };
}

/** Part of the way between two, at a steady pace for the eye: by the logarithm of the scale. `part`: 0 to 1. */
export function between(a: Camera, b: Camera, part: number, view: Viewport): Camera {
  if (part >= 1) return b;
  const scale = a.scale * (b.scale / a.scale) ** part;
  const way =
    Math.abs(b.scale - a.scale) < 1e-6 * a.scale ? part : (1 / scale - 1 / a.scale) / (1 / b.scale - 1 / a.scale);
  const middle = (camera: Camera) => [
    camera.x + view.width / camera.scale / 2,
    camera.y + view.height / camera.scale / 2,
  ];
  const [ax, ay] = middle(a);
  const [bx, by] = middle(b);
  return centred(ax + (bx - ax) * way, ay + (by - ay) * way, scale, view);
}
