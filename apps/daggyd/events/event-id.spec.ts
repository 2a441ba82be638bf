import { EventIDs } from './event-id';

describe('EventIDs', () => {
  it('knows its own ids, and no others', () => {
    const ids = new EventIDs();
    expect(ids.numberOf(ids.of(0))).toBe(0);
    expect(ids.numberOf(ids.of(123_456))).toBe(123_456);
    for (const id of ['', '1', ids.of(1).slice(1), `${ids.of(1)}x`, `${ids.of(1)}.5`, new EventIDs().of(1)]) {
      expect(ids.numberOf(id)).toBeUndefined();
    }
  });
});
