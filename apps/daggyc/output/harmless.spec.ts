import fc from 'fast-check';
import { Harmless } from './harmless';

function all(text: string | Buffer, colours = true): string {
  const harmless = new Harmless(colours);
  return harmless.push(Buffer.from(text)) + harmless.end();
}

describe('Harmless', () => {
  it.each([
    ['plain ä 漢 😀\n\ttext\n', 'plain ä 漢 😀\n\ttext\n'],
    ['\x1b[31mred\x1b[0m', '\x1b[31mred\x1b[0m\x1b[0m'],
    ['\x1b[1;38;5;200mx\x1b[m', '\x1b[1;38;5;200mx\x1b[m\x1b[0m'],
    ['\x1b[38;5;8mgrey\x1b[48;2;8;8;8mdark', '\x1b[38;5;8mgrey\x1b[48;2;8;8;8mdark\x1b[0m'],
    ['\x1b[38;5;8;8mhidden', '\\x1b[38;5;8;8mhidden'],
    ['\x1b[38;8mhidden', '\\x1b[38;8mhidden'],
    ['\x1b[8mhidden', '\\x1b[8mhidden'],
    ['\x1b[1;8mhidden', '\\x1b[1;8mhidden'],
    ['\x1b[1;08;1mhidden', '\\x1b[1;08;1mhidden'],
    ['\x1b]0;title\x07', '\\x1b]0;title\\x07'],
    ['\x1b[2J\x1b[1;1H', '\\x1b[2J\\x1b[1;1H'],
    ['\x1b]52;c;cGFzdGU=\x1b\\', '\\x1b]52;c;cGFzdGU=\\x1b\\'],
    ['\u009b2J', '\\x9b2J'],
    ['abc\b\b\bxyz', 'abc\\x08\\x08\\x08xyz'],
    ['10 %\r20 %\r\ndone\r', '10 %\n20 %\ndone\n'],
    ['user\u202egnp.exe', 'user\\u202egnp.exe'],
    ['\x1b', '\\x1b'],
    ['\x1b[3', '\\x1b[3'],
  ])('%j is shown as %j', (written, shown) => {
    expect(all(written)).toBe(shown);
  });

  it('leaves colours out where there are none', () => {
    expect(all('\x1b[31mred\x1b[0m \x1b[2J', false)).toBe('red \\x1b[2J');
  });

  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom('\x1b[31m', '\x1b[0m', '\x1b[8m', '\r\n', '\r', '\x1b]0;x\x07', '\x1b[', '漢', '\u009b'),
  );
  const text = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));

  it('lets nothing through that steers a terminal', () => {
    fc.assert(
      fc.property(text, (written) => {
        const shown = all(written).replace(/\x1b\[[0-9;]*m/g, '');
        expect(shown).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
      }),
    );
  });

  it('shows the same in whatever pieces it comes', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(40), { maxLength: 6 }), (written, cuts) => {
        const bytes = Buffer.from(written);
        const places = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
        const harmless = new Harmless(true);
        const pieces = places.slice(1).map((end, at) => harmless.push(bytes.subarray(places[at], end)));
        expect(pieces.join('') + harmless.end()).toBe(all(bytes));
      }),
    );
  });
});
