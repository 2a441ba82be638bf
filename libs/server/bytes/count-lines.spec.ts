import fc from 'fast-check';
import { LINE_COUNT_STEP as STEP } from '#wire/line-counts';
import { GrowingSource } from '../../../test/support/growing-source';
import { countLines } from './count-lines';

describe('countLines', () => {
  it.each([
    ['', []],
    ['a', [0]],
    ['a\n\nb\n', [3]],
    ['\n'.repeat(STEP), [STEP]],
    ['\n'.repeat(STEP + 1), [STEP, 1]],
  ])('counts newlines (case %#)', async (text, newlines) => {
    const counts = await countLines(new GrowingSource(text), 0);
    expect(counts).toEqual({ from: 0, size: text.length, step: STEP, newlines });
  });

  it('tells where every line is, also when counted in two goes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(300_000), { maxLength: 12 }), fc.nat(20), async (lengths, step) => {
        const text = lengths.map((length) => `${'x'.repeat(length)}\n`).join('');
        const source = new GrowingSource(text);
        const whole = await countLines(source, 0);
        expect(whole.newlines.reduce((sum, each) => sum + each, 0)).toBe(lengths.length);
        let end = -1;
        const places = new Array<number>(Math.ceil(text.length / STEP)).fill(0);
        for (const length of lengths) places[Math.floor((end += length + 1) / STEP)]++;
        expect(whole.newlines).toEqual(places);
        const rest = await countLines(source, step * STEP);
        expect(rest.newlines).toEqual(places.slice(step));
      }),
      { numRuns: 30 },
    );
  });

  it('counts what is there of an output that has become shorter', async () => {
    const source = new GrowingSource('a\n'.repeat(STEP));
    source.size = () => Promise.resolve(40 * STEP);
    expect(await countLines(source, 0)).toMatchObject({ size: 2 * STEP, newlines: [STEP / 2, STEP / 2] });
  });

  it('reads in bounded pieces and stops when nobody waits any more', async () => {
    const source = new GrowingSource(Buffer.alloc(8 * 1024 * 1024, 10));
    const stop = new AbortController();
    const counting = countLines(source, 0, stop.signal);
    stop.abort();
    expect((await counting).newlines.length).toBeLessThan(128);
    expect(source.largest).toBeLessThanOrEqual(1024 * 1024);
  });
});
