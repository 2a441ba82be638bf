/**
 * Splits a command line into words as a POSIX shell does, with quotes and backslashes only: no variables, no patterns,
 * no operators. Returns undefined when a quote is not closed or nothing follows the last backslash.
 * Source: POSIX.1-2017, Shell Command Language, 2.2 Quoting.
 */
export function splitWords(text: string): string[] | undefined {
  const words: string[] = [];
  /** Undefined between words: an empty pair of quotes is a word, too. */
  let word: string | undefined;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === "'") {
      const end = text.indexOf("'", i + 1);
      if (end < 0) return undefined;
      word = (word ?? '') + text.slice(i + 1, end);
      i = end;
    } else if (char === '"') {
      const quoted = doubleQuoted(text, i + 1);
      if (!quoted) return undefined;
      word = (word ?? '') + quoted.value;
      i = quoted.end;
    } else if (char === '\\') {
      if (++i >= text.length) return undefined;
      // A backslash before a newline continues the line: both vanish.
      if (text[i] !== '\n') word = (word ?? '') + text[i];
    } else if (char === ' ' || char === '\t' || char === '\n') {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + char;
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** From behind the opening quote; `end` is the place of the closing one. */
function doubleQuoted(text: string, start: number): { value: string; end: number } | undefined {
  let value = '';
  for (let i = start; i < text.length; i++) {
    const char = text[i];
    if (char === '"') return { value, end: i };
    const next = text[i + 1];
    if (char !== '\\') value += char;
    else if (next === '\n') i++;
    else if (next === '$' || next === '`' || next === '"' || next === '\\') value += text[++i];
    else value += char;
  }
  return undefined;
}
