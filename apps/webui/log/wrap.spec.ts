import { columnsOf, wrap } from './wrap';

const piece = (text: string, ...classes: string[]) => ({ text, classes });

describe('wrap', () => {
  it.each([
    ['', [['']]],
    ['abcdefg', [['abc'], ['def'], ['g']]],
    ['日本語', [['日'], ['本'], ['語']]],
    ['a😀b', [['a😀'], ['b']]],
  ])('of %j', (text, lines) => {
    expect(wrap([piece(text)], 3).map((line) => line.map((each) => each.text))).toEqual(
      lines.map((line) => line.filter((each) => each !== '')),
    );
  });

  it('keeps the look, and never begins with a tab that cannot be had', () => {
    expect(wrap([piece('ab', 'x'), piece('cd', 'y')], 3)).toEqual([
      [piece('ab', 'x'), piece('c', 'y')],
      [piece('d', 'y')],
    ]);
    expect(wrap([piece('\t\t')], 3)).toEqual([[piece('\t')], [piece('\t')]]);
  });

  it('counts columns', () => {
    expect(columnsOf([piece('ab\tc'), piece('日')])).toBe(11);
  });
});
