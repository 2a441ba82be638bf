import { type Colour, PLAIN, select, type Style } from './sgr';
import { visible } from './visible';

/** Text of one look. */
export interface Piece {
  readonly text: string;
  readonly classes: readonly string[];
  /** Of a colour that has no class: CSS. */
  readonly colour?: string;
  readonly background?: string;
}

/** Whole escape sequences (ECMA-48): CSI with its parameters and final byte, strings up to their end, and the others. */
const ESCAPE = /\x1b(?:\[([0-?]*)[ -/]*([@-~])|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-OQ-WYZ\\`-~])/g;

/** Says that a carriage return let something be written over what was there before. */
const OVERWRITTEN: Piece = { text: '↤', classes: ['log-overwritten'] };

/**
 * What a row of output looks like. Of escape sequences only colours and the like are obeyed; they end with the row. All
 * else that controls a terminal is left out or made visible, so that output cannot do anything but be read.
 */
export function styledText(text: string): readonly Piece[] {
  const last = text.replace(/\r+$/, '');
  const from = last.lastIndexOf('\r') + 1;
  const pieces: Piece[] = from > 0 ? [OVERWRITTEN] : [];
  let style = PLAIN;
  let at = from;
  const add = (end: number): void => {
    const shown = visible(last.slice(at, end));
    if (shown !== '') pieces.push({ text: shown, ...look(style) });
  };
  for (const match of last.matchAll(ESCAPE)) {
    const { index } = match;
    if (index > at) add(index);
    if (match[2] === 'm') style = select(style, match[1] ?? '');
    at = Math.max(at, index + match[0].length);
  }
  add(last.length);
  return pieces;
}

/** The characters of a row, without anything about their look. */
export function plainText(text: string): string {
  return styledText(text)
    .map((piece) => piece.text)
    .join('');
}

function look({ flags, colour, background, inverse }: Style): Omit<Piece, 'text'> {
  const front = inverse ? (background ?? 'surface') : colour;
  const back = inverse ? (colour ?? 'text') : background;
  return {
    classes: [...flags.map((flag) => `log-${flag}`), ...classOf('fg', front), ...classOf('bg', back)],
    ...(typeof front === 'object' ? { colour: css(front) } : {}),
    ...(typeof back === 'object' ? { background: css(back) } : {}),
  };
}

function classOf(kind: 'fg' | 'bg', colour: Colour | 'surface' | 'text' | undefined): string[] {
  return colour === undefined || typeof colour === 'object' ? [] : [`log-${kind}-${colour}`];
}

function css([red, green, blue]: readonly [number, number, number]): string {
  return `rgb(${red} ${green} ${blue})`;
}
