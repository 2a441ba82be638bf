import type { Piece } from './styled-text';

const TAB_STOP = 8;
/** East Asian characters and pictures take two columns (roughly Unicode's UAX 11). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const NARROW = /^[\x20-\x7e]*$/;

/** Columns that a text takes from column 0 on. */
export function columnsOf(pieces: readonly Piece[]): number {
  let column = 0;
  for (const { text } of pieces) {
    if (NARROW.test(text)) column += text.length;
    else for (const character of text) column = after(column, character);
  }
  return column;
}

/** The pieces in lines of at most so many columns; at least one line. */
export function wrap(pieces: readonly Piece[], columns: number): readonly (readonly Piece[])[] {
  const lines: Piece[][] = [[]];
  let column = 0;
  for (const piece of pieces) {
    let text = '';
    for (const character of piece.text) {
      const next = after(column, character);
      if (next > columns && column > 0) {
        if (text !== '') lines.at(-1)?.push({ ...piece, text });
        lines.push([]);
        text = character;
        column = after(0, character);
      } else {
        text += character;
        column = next;
      }
    }
    if (text !== '') lines.at(-1)?.push({ ...piece, text });
  }
  return lines;
}

function after(column: number, character: string): number {
  if (character === '\t') return column + TAB_STOP - (column % TAB_STOP);
  return column + (WIDE.test(character) ? 2 : 1);
}
