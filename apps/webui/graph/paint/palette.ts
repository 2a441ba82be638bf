import type { TaskState } from '#wire/states';
import { STATE_SIGNS } from '../../widgets/states';

/** Colours of the theme as a canvas takes them. */
export interface Palette {
  readonly background: string;
  readonly surface: string;
  readonly line: string;
  readonly text: string;
  readonly muted: string;
  readonly accent: string;
  readonly bad: string;
  readonly states: readonly StateLook[];
}

/** How a state looks. */
export interface StateLook {
  /** Says the state where there is no room for the word. */
  readonly sign: string;
  /** Of a spot, and of the edge of a box. */
  readonly solid: string;
  /** Of a sign on a box. */
  readonly ink: string;
  /** Of a box with a text in it. */
  readonly fill: string;
}

type RGB = readonly [number, number, number];

/** As the element sees them now: they differ between light and dark. */
export function readPalette(element: Element, states: readonly TaskState[]): Palette {
  const style = getComputedStyle(element);
  const probe = document.createElement('canvas').getContext('2d');
  const read = (name: string): string => {
    if (probe === null) return '#808080';
    probe.fillStyle = '#808080';
    probe.fillStyle = style.getPropertyValue(name).trim();
    return probe.fillStyle;
  };
  const surface = read('--surface');
  return {
    background: read('--background'),
    surface,
    line: read('--line'),
    text: read('--text'),
    muted: read('--muted'),
    accent: read('--accent'),
    bad: read('--bad'),
    states: states.map((state) => {
      const colour = read(`--state-${state.toLowerCase()}`);
      // What has not begun recedes.
      const solid = state === 'QUEUED' ? mix(colour, read('--background'), 0.4) : colour;
      return { sign: STATE_SIGNS[state], solid, ink: colour, fill: mix(colour, surface, 0.86) };
    }),
  };
}

/** `part` of b in a; both as `#rrggbb`. */
export function mix(a: string, b: string, part: number): string {
  const [from, to] = [rgb(a), rgb(b)];
  const mixed = from.map((value, i) => Math.round(value + (to[i] - value) * part));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function rgb(colour: string): RGB {
  const value = Number.parseInt(colour.slice(1, 7), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
