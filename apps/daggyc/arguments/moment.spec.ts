import { moment } from './moment';

describe('moment', () => {
  it('is so long ago', () => {
    expect(Math.abs(Date.parse(moment('1.5h')) - (Date.now() - 5_400_000))).toBeLessThan(1_000);
    expect(Math.abs(Date.parse(moment('2d')) - (Date.now() - 172_800_000))).toBeLessThan(1_000);
  });

  it('is a date or a time', () => {
    expect(moment('2026-11-20')).toBe('2026-11-20T00:00:00.000Z');
    expect(moment('2026-11-20T08:00:00+02:00')).toBe('2026-11-20T06:00:00.000Z');
  });

  it.each(['', 'yesterday', '5', '5w', '-1h'])('is not %j', (text) => {
    expect(() => moment(text)).toThrow('Give how long ago');
  });
});
