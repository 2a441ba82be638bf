import { GrowingSource } from '../../../test/support/growing-source';
import { CHUNK } from './byte-source';
import { searchLines } from './search-lines';

const contains = (word: string) => (text: string) => text.includes(word);
const all = () => true;

describe('searchLines', () => {
  it('gives line number, byte offset and text', async () => {
    const source = new GrowingSource('grün\nERROR one\nok\nERROR two');
    expect(await searchLines(source, contains('ERROR'), 10)).toEqual({
      items: [
        { line: 2, offset: 6, text: 'ERROR one' },
        { line: 4, offset: 19, text: 'ERROR two' },
      ],
      more: false,
    });
  });

  it('says when there are more than the limit', async () => {
    const source = new GrowingSource('a\na\na\n');
    expect(await searchLines(source, all, 2)).toMatchObject({ more: true, items: [{ line: 1 }, { line: 2 }] });
    expect(await searchLines(source, all, 3)).toMatchObject({ more: false, items: [{}, {}, { line: 3, offset: 4 }] });
  });

  it.each([
    ['', []],
    ['\n', [0]],
    ['\n\n', [0, 1]],
    ['a', [0]],
    ['a\n\nb', [0, 2, 3]],
  ])('the lines of %j begin at %j', async (text, offsets) => {
    const { items } = await searchLines(new GrowingSource(text), all, 10);
    expect(items.map(({ offset }) => offset)).toEqual(offsets);
  });

  it('joins lines across chunks, at every place', async () => {
    for (const shift of [-2, -1, 0, 1, 2]) {
      const head = `${'x'.repeat(CHUNK - 10 + shift)}\n`;
      const source = new GrowingSource(`${head}needle here\nend`);
      expect(await searchLines(source, contains('needle here'), 5)).toEqual({
        items: [{ line: 2, offset: head.length, text: 'needle here' }],
        more: false,
      });
    }
  });

  it('holds no more of a line than its beginning', async () => {
    const source = new GrowingSource(`needle${'x'.repeat(3 * CHUNK)}needle-two\nafter\n`);
    const { items } = await searchLines(source, contains('needle'), 5);
    expect(items).toEqual([{ line: 1, offset: 0, text: `needle${'x'.repeat(1994)}` }]);
    expect(await searchLines(source, contains('needle-two'), 5)).toEqual({ items: [], more: false });
    expect((await searchLines(source, contains('after'), 5)).items).toEqual([
      { line: 2, offset: 3 * CHUNK + 17, text: 'after' },
    ]);
  });

  it('lets others go first, and stops when nobody waits any more', async () => {
    const source = new GrowingSource('line\n'.repeat(200_000));
    const stop = new AbortController();
    let turns = 0;
    const count = setInterval(() => {
      if (++turns === 3) stop.abort();
    }, 1);
    let searched = 0;
    const slow = () => {
      searched++;
      for (const end = performance.now() + 0.05; performance.now() < end;);
      return false;
    };
    await searchLines(source, slow, 5, stop.signal);
    clearInterval(count);
    expect(searched).toBeLessThan(20_000);
    expect(turns).toBeGreaterThanOrEqual(3);
  });
});
