/** One of the 16 colours of a terminal, or red, green and blue from 0 to 255. */
export type Colour = number | readonly [number, number, number];

const FLAGS = { 1: 'bold', 2: 'faint', 3: 'italic', 4: 'underlined', 9: 'struck' } as const;
type Flag = (typeof FLAGS)[keyof typeof FLAGS];

/** What ends which flags. */
const ENDS: Readonly<Record<number, readonly Flag[]>> = {
  22: ['bold', 'faint'],
  23: ['italic'],
  24: ['underlined'],
  29: ['struck'],
};

/** How characters look, as "select graphic rendition" (ECMA-48, 8.3.117) says; undefined colours are the usual ones. */
export interface Style {
  readonly flags: readonly Flag[];
  readonly colour?: Colour;
  readonly background?: Colour;
  readonly inverse: boolean;
}

export const PLAIN: Style = { flags: [], inverse: false };

/** The style after a sequence with these parameters. Blinking and concealing are not obeyed: all output can be read. */
export function select(style: Style, parameters: string): Style {
  const codes = parameters.split(/[;:]/).map(Number);
  let now = style;
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0;
    if (code === 38 || code === 48) {
      const { colour, length } = extended(codes, at + 1);
      at += length;
      now = { ...now, [code === 38 ? 'colour' : 'background']: colour };
    } else now = apply(now, code);
  }
  return now;
}

function apply(style: Style, code: number): Style {
  if (code === 0) return PLAIN;
  if (code === 7 || code === 27) return { ...style, inverse: code === 7 };
  if (code === 39) return { ...style, colour: undefined };
  if (code === 49) return { ...style, background: undefined };
  if (code >= 30 && code <= 37) return { ...style, colour: code - 30 };
  if (code >= 40 && code <= 47) return { ...style, background: code - 40 };
  if (code >= 90 && code <= 97) return { ...style, colour: code - 82 };
  if (code >= 100 && code <= 107) return { ...style, background: code - 92 };
  const ended = ENDS[code];
  if (ended) return { ...style, flags: style.flags.filter((flag) => !ended.includes(flag)) };
  if (!(code in FLAGS)) return style;
  const flag = FLAGS[code as keyof typeof FLAGS];
  return style.flags.includes(flag) ? style : { ...style, flags: [...style.flags, flag] };
}

/** `5;N` of 256 colours or `2;R;G;B`, and how many codes that took. */
function extended(codes: readonly number[], at: number): { colour: Colour | undefined; length: number } {
  if (codes[at] === 5) return { colour: ofPalette(codes[at + 1] ?? -1), length: 2 };
  if (codes[at] !== 2) return { colour: undefined, length: 1 };
  const [red = -1, green = -1, blue = -1] = codes.slice(at + 1, at + 4);
  const known = [red, green, blue].every((part) => part >= 0 && part <= 255);
  return { colour: known ? [red, green, blue] : undefined, length: 4 };
}

function ofPalette(index: number): Colour | undefined {
  if (!(index >= 0 && index <= 255)) return undefined;
  if (index < 16) return index;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return [grey, grey, grey];
  }
  const level = (part: number): number => (part === 0 ? 0 : 55 + part * 40);
  const cube = index - 16;
  return [level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)];
}
