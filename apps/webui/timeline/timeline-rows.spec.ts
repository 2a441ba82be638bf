import fc from 'fast-check';
import type { TimedAttempt } from './attempt-log';
import { placeOf, rowsByPlace, rowsByStart } from './timeline-rows';

const attempt = (start: number, stop: number | undefined, where = 'pool default'): TimedAttempt => ({
  task: `t${start}`,
  template: 't',
  attempt: 1,
  start,
  stop,
  rc: 0,
  cause: 'exit',
  where,
});

it.each([
  ['pool default', 'pool default'],
  ['on http://ingest-1:2504', 'http://ingest-1:2504'],
  ['on http://ingest-1:2504: its output could not be kept', 'http://ingest-1:2504'],
  ['Slurm job 17: preempted', 'Slurm'],
  ['/bin/nothing does not exist', 'place not told'],
])('%j was at %s', (where, place) => {
  expect(placeOf(where)).toBe(place);
});

it('has a row for each attempt, by start', () => {
  const rows = rowsByStart([attempt(30, 40), attempt(10, 20), attempt(20, undefined)]);
  expect(Array.from({ length: rows.count }, (_, row) => rows.attempts(row)[0])).toEqual([1, 2, 0]);
});

it('groups by place, in as many lanes as are needed and no more', () => {
  const place = fc.constantFrom('pool default', 'on http://a:1', 'on http://b:1');
  // Of no length at all it would matter in which order two of the same start are looked at.
  const one = fc.tuple(fc.nat(100), fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }), place);
  fc.assert(
    fc.property(fc.array(one, { maxLength: 60 }), (list) => {
      const attempts = list.map(([start, length, where]) =>
        attempt(start, length === undefined ? undefined : start + length, where),
      );
      const rows = rowsByPlace(attempts, 200);
      const seen: number[] = [];
      let heading = '';
      const lanes = new Map<string, number>();
      for (let row = 0; row < rows.count; row++) {
        const title = rows.heading(row);
        if (title !== undefined) {
          heading = title;
          continue;
        }
        lanes.set(heading, (lanes.get(heading) ?? 0) + 1);
        let end = -1;
        for (const index of rows.attempts(row)) {
          const { start = 0, stop = 200, where = '' } = attempts[index] ?? {};
          expect(placeOf(where)).toBe(heading);
          expect(start).toBeGreaterThanOrEqual(end);
          end = stop;
          seen.push(index);
        }
      }
      expect(seen.sort((a, b) => a - b)).toEqual(attempts.map((_, index) => index));
      for (const [title, count] of lanes) {
        const here = attempts.filter(({ where }) => placeOf(where) === title);
        const atOnce = here.map(
          ({ start }) => here.filter((other) => other.start <= start && (other.stop ?? 200) > start).length,
        );
        expect(count).toBe(Math.max(1, ...atOnce));
      }
    }),
  );
});
