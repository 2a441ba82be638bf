import type { AttemptRow } from '#wire/attempt';
import { AttemptLog, type ReadAttempts } from './attempt-log';

const time = (seconds: number) => new Date(Date.UTC(2026, 10, 20, 8, 0, seconds)).toISOString();
const row = (index: number, stop?: number): AttemptRow => ({
  task: `t${index}`,
  template: 't',
  attempt: 1,
  startTime: time(index % 60),
  stopTime: stop === undefined ? null : time(stop),
  rc: stop === undefined ? null : 0,
  cause: stop === undefined ? null : 'exit',
  where: 'pool default',
});

/** A server with these attempts, which notes what pages are asked for. */
function serve(rows: AttemptRow[]) {
  const asked: (string | undefined)[] = [];
  let progress = 0;
  const read: ReadAttempts = ({ limit, cursor }) => {
    asked.push(cursor);
    const first = Number(cursor ?? 0);
    const items = rows.slice(first, first + limit);
    return Promise.resolve({ items, nextCursor: first + limit < rows.length ? String(first + limit) : null });
  };
  return { log: new AttemptLog(read, () => progress++), read, asked, progress: () => progress };
}

it('reads all pages, and then only those where something may change', async () => {
  const rows = Array.from({ length: 2500 }, (_, index) => row(index, index === 1500 ? undefined : 59));
  const { log, asked, progress } = serve(rows);
  await log.refresh();
  expect([asked.splice(0), log.attempts.length, progress()]).toEqual([[undefined, '1000', '2000'], 2500, 2]);
  expect(log.attempts[1500]?.stop).toBeUndefined();
  rows[1500] = row(1500, 58);
  for (let index = 2500; index < 3200; index++) rows.push(row(index, 59));
  await log.refresh();
  expect([asked.splice(0), log.attempts.length]).toEqual([['1000', '2000', '3000'], 3200]);
  expect(log.attempts[1500]?.stop).toBe(Date.parse(time(58)));
  await log.refresh();
  expect(asked).toEqual(['3000']);
});

it('goes on where it was after a failure', async () => {
  const rows = Array.from({ length: 1500 }, (_, index) => row(index, 59));
  const { read, asked } = serve(rows);
  let fails = true;
  const flaky = new AttemptLog(
    (query) => (fails && query.cursor === '1000' ? Promise.reject(new Error('gone')) : read(query)),
    () => undefined,
  );
  await expect(flaky.refresh()).rejects.toThrow('gone');
  fails = false;
  await flaky.refresh();
  expect([flaky.attempts.length, asked]).toEqual([1500, [undefined, '1000']]);
});
