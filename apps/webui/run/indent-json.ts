/**
 * JSON on indented lines, whatever it looked like. Numbers and texts stay as they were written: reading and writing them
 * again would change large numbers. Text that is no JSON comes out without sense, but whole.
 */
export function indentJson(text: string): string {
  const lines: string[] = [];
  let line = '';
  let depth = 0;
  const flush = (): void => {
    lines.push('  '.repeat(depth) + line);
    line = '';
  };
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+|"/g) ?? [];
  tokens.forEach((token, i) => {
    if (token === '{' || token === '[') {
      line += token;
      if (isClosing(tokens[i + 1])) return;
      flush();
      depth++;
    } else if (isClosing(token)) {
      if (!(tokens[i - 1] === '{' || tokens[i - 1] === '[')) {
        flush();
        depth = Math.max(0, depth - 1);
      }
      line += token;
    } else if (token === ',') {
      line += token;
      flush();
    } else line += token === ':' ? ': ' : token;
  });
  flush();
  return lines.join('\n');
}

function isClosing(token: string | undefined): boolean {
  return token === '}' || token === ']';
}
