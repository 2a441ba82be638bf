import {
  askFor,
  freeze,
  isFiltered,
  listArguments,
  NO_FILTER,
  readFilter,
  type RunFilter,
  writeFilter,
} from './run-filter';

const NOW = Date.parse('2026-11-20T08:00:00Z');
const full: RunFilter = {
  tag: '^nightly',
  states: ['ERRORED', 'KILLED'],
  since: '24h',
  until: '2026-11-20T07:00:00.000Z',
  key: 'lastUpdate',
  descending: false,
};

describe('the filter of the run list', () => {
  it('is read back from the URL that it was written to', () => {
    const written = writeFilter(full);
    expect(written).toEqual({
      tag: '^nightly',
      state: 'ERRORED,KILLED',
      since: '24h',
      until: '2026-11-20T07:00:00.000Z',
      sort: 'lastUpdate',
    });
    expect(readFilter(written as Record<string, string>)).toEqual(full);
    expect(writeFilter(NO_FILTER)).toEqual({});
    expect(readFilter({})).toEqual(NO_FILTER);
  });

  it('leaves out what it does not understand', () => {
    const query = { state: 'DONE', since: 'yesterday', until: '-1h', sort: '-size', tag: ['a', 'b'] };
    expect(readFilter(query)).toEqual(NO_FILTER);
  });

  it('asks the API for times, relative ones counted from now', () => {
    expect(askFor(full, NOW)).toEqual({
      tag: '^nightly',
      state: ['ERRORED', 'KILLED'],
      since: '2026-11-19T08:00:00.000Z',
      until: '2026-11-20T07:00:00.000Z',
      sort: 'lastUpdate',
    });
    expect(Object.values(askFor(NO_FILTER, NOW)).every((value) => value === undefined)).toBe(true);
  });

  it('asks for the same runs later once it is frozen', () => {
    expect(askFor(freeze(full, NOW), NOW + 60_000)).toEqual(askFor(full, NOW));
  });

  it('is said to the command-line client in its words', () => {
    expect(listArguments(full).join(' ')).toBe(
      '--state ERRORED,KILLED --tag ^nightly --since 24h --until 2026-11-20T07:00:00.000Z --sort lastUpdate',
    );
    expect(listArguments(NO_FILTER)).toEqual([]);
  });

  it('knows whether anything is left out', () => {
    expect([isFiltered(NO_FILTER), isFiltered({ ...NO_FILTER, descending: false })]).toEqual([false, false]);
    expect(isFiltered({ ...NO_FILTER, states: ['KILLED'] })).toBe(true);
  });
});
