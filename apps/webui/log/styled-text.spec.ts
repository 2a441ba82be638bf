import { plainText, styledText } from './styled-text';

const looks = (text: string) => styledText(text).map((piece) => [piece.text, piece.classes.join(' ')]);

describe('styledText', () => {
  it.each([
    ['plain', [['plain', '']]],
    [
      '\x1b[31mred\x1b[0m rest',
      [
        ['red', 'log-fg-1'],
        [' rest', ''],
      ],
    ],
    [
      '\x1b[1;4;93;44mall\x1b[22;39mless\x1b[mnone',
      [
        ['all', 'log-bold log-underlined log-fg-11 log-bg-4'],
        ['less', 'log-underlined log-bg-4'],
        ['none', ''],
      ],
    ],
    ['\x1b[7mturned\x1b[27m', [['turned', 'log-fg-surface log-bg-text']]],
    ['\x1b[7;32mturned', [['turned', 'log-fg-surface log-bg-2']]],
    ['\x1b[38;5;9mpalette', [['palette', 'log-fg-9']]],
    ['\x1b[38;5;999;1mwrong', [['wrong', 'log-bold']]],
    ['\x1b[8mnot hidden', [['not hidden', '']]],
  ])('of %j', (text, pieces) => {
    expect(looks(text)).toEqual(pieces);
  });

  it('has other colours as CSS', () => {
    expect(styledText('\x1b[38;2;1;2;3;48;5;196mx')).toEqual([
      { text: 'x', classes: [], colour: 'rgb(1 2 3)', background: 'rgb(255 0 0)' },
    ]);
    expect(styledText('\x1b[38;5;255mx')[0]?.colour).toBe('rgb(238 238 238)');
  });

  it.each([
    ['a\x1b[2J\x1b[10;10H\x1b[?25lb', 'ab'],
    ['a\x1b]0;title\x07b\x1b]8;;http://evil/\x1b\\link\x1b]8;;\x1b\\', 'ablink'],
    ['a\x1bPdevice\x1b\\b\x1b_app\x1b\\c\x1b(Bd\x1bce', 'abcde'],
    ['\x1b]0;never ended', ''],
    ['<script>alert(1)</script>&amp;', '<script>alert(1)</script>&amp;'],
    ['nul\0 bell\x07 esc\x1b', 'nul␀ bell␇ esc␛'],
    ['\u202egpj.exe \x9b31m', '\\u202egpj.exe \\u009b31m'],
    ['a\tb', 'a\tb'],
    [' 1%\r 50%\r100%', '↤100%'],
    ['\x1b[31m50%\r\x1b[32m100%\r', '↤100%'],
    ['|\b/\b-\b\\', '\\'],
  ])('the characters of %j', (text, shown) => {
    expect(plainText(text)).toBe(shown);
  });

  it('takes time in proportion to the text only', () => {
    const start = performance.now();
    for (const unit of ['\x1b[', '\x1b]', '\x1b', '\x1b[1;', '\r', '\b']) styledText(unit.repeat(100_000));
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
