import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { splitWords } from './split-words';

describe('splitting a command line into words', () => {
  it.each([
    ['', []],
    ['  a \t b\nc ', ['a', 'b', 'c']],
    ["/bin/echo 'a b'", ['/bin/echo', 'a b']],
    [`a"b c"d'e f'g`, ['ab cde fg']],
    [`'' "" x`, ['', '', 'x']],
    [`"\\" \\\\ \\$ \\\` \\n '"`, [`" \\ $ \` \\n '`]],
    [`'\\' "'"`, ['\\', "'"]],
    ['a\\ b \\\\ \\" \\n', ['a b', '\\', '"', 'n']],
    ['a\\\nb "c\\\nd"', ['ab', 'cd']],
    ['$HOME *.txt | & ; > # {{X}}', ['$HOME', '*.txt', '|', '&', ';', '>', '#', '{{X}}']],
  ])('%j', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });

  it.each([`'a`, `"a`, `"a\\"`, 'a\\', `a 'b" c`])('finds that %j is not complete', (text) => {
    expect(splitWords(text)).toBeUndefined();
  });

  it('does as the shell does with quotes, backslashes and blanks', () => {
    const alphabet = ['a', 'b', ' ', '\t', '\n', "'", '"', '\\'];
    const lines = fc
      .sample(fc.array(fc.constantFrom(...alphabet), { maxLength: 12 }), 300)
      .map((chars) => chars.join(''));
    const good = lines.filter((line) => splitWords(line) !== undefined && !line.includes('\n'));
    const script = good.map((line) => `printf '<%s>' x ${line}; echo ';'`).join('\n');
    const shell = execFileSync('sh', { input: `${script}\n`, encoding: 'utf8' });
    const ours = good.map((line) => ['x', ...(splitWords(line) as string[])].map((word) => `<${word}>`).join(''));
    expect(shell).toBe(ours.map((words) => `${words};\n`).join(''));
  });
});
