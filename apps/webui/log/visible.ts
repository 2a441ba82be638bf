const BACKSPACE = '\b';
/** Controls but tab, and characters that turn the direction of text round. */
const UNSEEN = /[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** Unicode's signs for the controls begin here. */
const SIGNS = 0x2400;

/** With signs for characters that cannot be seen; a backspace takes away what is before it, as spinners want it. */
export function visible(text: string): string {
  return (text.includes(BACKSPACE) ? obeyBackspaces(text) : text).replace(UNSEEN, sign);
}

function sign(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 32) return String.fromCharCode(SIGNS + code);
  if (code === 127) return '␡';
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

function obeyBackspaces(text: string): string {
  const kept: string[] = [];
  for (const character of text) {
    if (character === BACKSPACE) kept.pop();
    else kept.push(character);
  }
  return kept.join('');
}
