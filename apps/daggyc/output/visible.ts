/** Characters that steer a terminal, or that turn the direction of writing round, so that a text reads as another one. */
const STEERING = /[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text on one line that does nothing to a terminal but show: other characters are written as escapes. */
export function visible(text: string): string {
  return text.replace(STEERING, escape);
}

/** `\n`, `\x1b`, `\u202e`: as in many programming languages. */
export function escape(character: string): string {
  switch (character) {
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
    case '\t':
      return '\\t';
    default: {
      const code = character.charCodeAt(0);
      return code > 0xff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\x${code.toString(16).padStart(2, '0')}`;
    }
  }
}
