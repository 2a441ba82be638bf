const ZERO = 48;
const NINE = 57;
/** More digits are part of the text. */
const MOST_DIGITS = 9;
const NUMBERS = 10 ** MOST_DIGITS + 1;

/** For each name a number that sorts like it, the number at its end by value: `a`, `a_2`, `a_10`, `b_1`. */
export function nameKeys(names: readonly string[], count: number): Float64Array {
  const texts = new Map<string, number>();
  const text = new Uint32Array(count);
  const keys = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const name = names[i];
    const start = numberStart(name);
    const head = name.slice(0, start);
    let place = texts.get(head);
    if (place === undefined) {
      place = texts.size;
      texts.set(head, place);
    }
    text[i] = place;
    keys[i] = start === name.length ? 0 : Number(name.slice(start)) + 1;
  }
  const ranks = new Float64Array(texts.size);
  [...texts.keys()].sort().forEach((head, rank) => {
    ranks[texts.get(head) ?? 0] = rank;
  });
  for (let i = 0; i < count; i++) keys[i] += ranks[text[i]] * NUMBERS;
  return keys;
}

function numberStart(name: string): number {
  let start = name.length;
  while (start > 0 && name.length - start < MOST_DIGITS) {
    const code = name.charCodeAt(start - 1);
    if (code < ZERO || code > NINE) break;
    start--;
  }
  return start;
}
