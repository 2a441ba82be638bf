import type { LocationQuery, LocationQueryRaw } from 'vue-router';
import { RUN_STATES, type RunState } from '#wire/states';
import type { Query } from '../api/request';

export const SORT_KEYS = ['runID', 'tag', 'startTime', 'lastUpdate'] as const;
export type SortKey = (typeof SORT_KEYS)[number];

/** Which runs are wanted and in which order; what the URL of the list says. */
export interface RunFilter {
  /** Regular expression; empty: any. */
  readonly tag: string;
  /** None: any. */
  readonly states: readonly RunState[];
  /** Submitted since then: how long ago (`90m`, `24h`, `7d`) or an RFC 3339 time; empty: ever. */
  readonly since: string;
  /** The same, submitted before. */
  readonly until: string;
  readonly key: SortKey;
  readonly descending: boolean;
}

export const NO_FILTER: RunFilter = { tag: '', states: [], since: '', until: '', key: 'runID', descending: true };

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** What it does not understand it leaves out. */
export function readFilter(query: LocationQuery): RunFilter {
  const text = (name: string): string => {
    const value = query[name];
    return typeof value === 'string' ? value : '';
  };
  const wanted = text('state').split(',');
  const sort = text('sort');
  const key = SORT_KEYS.find((each) => each === sort.replace(/^-/, ''));
  return {
    tag: text('tag'),
    states: RUN_STATES.filter((state) => wanted.includes(state)),
    since: momentOf(text('since'), 0) === undefined ? '' : text('since'),
    until: momentOf(text('until'), 0) === undefined ? '' : text('until'),
    key: key ?? NO_FILTER.key,
    descending: key === undefined ? NO_FILTER.descending : sort.startsWith('-'),
  };
}

/** The query part of the URL; what is as usual is left out. */
export function writeFilter(filter: RunFilter): LocationQueryRaw {
  const { tag, states, since, until } = filter;
  const entries = { tag, state: states.join(','), since, until, sort: sortOf(filter) };
  return Object.fromEntries(
    Object.entries(entries).filter(([name, value]) => value !== '' && !(name === 'sort' && value === '-runID')),
  );
}

/** For the API. `now`: milliseconds since 1970. */
export function askFor(filter: RunFilter, now: number): Query {
  const { tag, states, since, until } = filter;
  return {
    tag: tag || undefined,
    state: states.length === 0 ? undefined : states,
    since: momentOf(since, now),
    until: momentOf(until, now),
    sort: sortOf(filter) === '-runID' ? undefined : sortOf(filter),
  };
}

/** The same with times that stay what they are: cursors are good for those only. */
export function freeze(filter: RunFilter, now: number): RunFilter {
  return { ...filter, since: momentOf(filter.since, now) ?? '', until: momentOf(filter.until, now) ?? '' };
}

/** Arguments of `daggyc list` that ask for the same. */
export function listArguments(filter: RunFilter): string[] {
  const { tag, states, since, until } = filter;
  const options = {
    '--state': states.join(','),
    '--tag': tag,
    '--since': since,
    '--until': until,
    '--sort': sortOf(filter) === '-runID' ? '' : sortOf(filter),
  };
  return Object.entries(options).flatMap(([name, value]) => (value === '' ? [] : [name, value]));
}

export function isFiltered({ tag, states, since, until }: RunFilter): boolean {
  return tag !== '' || states.length > 0 || since !== '' || until !== '';
}

function sortOf({ key, descending }: RunFilter): string {
  return `${descending ? '-' : ''}${key}`;
}

/** RFC 3339 in UTC; undefined for what is no time. */
function momentOf(text: string, now: number): string | undefined {
  const ago = /^(\d{1,6})([mhd])$/.exec(text);
  const time = ago === null ? (/^\d{4}-/.test(text) ? Date.parse(text) : NaN) : now - Number(ago[1]) * UNITS[ago[2]];
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
