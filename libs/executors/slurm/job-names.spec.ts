import { JobNames } from './job-names';

const OWNER = { storeID: 'fedcba9876543210', fencingToken: 4 };
const KEY = { runID: 12, task: 34, attempt: 5 };

it('names store, run, task, attempt and owner, and reads them again', () => {
  const names = new JobNames(OWNER, 'slurm');
  const name = names.of(KEY);
  expect(name).toMatch(/^daggy-fedcba9876543210-[0-9a-f]{8}-12-34-5-4$/);
  expect(names.read(name)).toEqual({ ...KEY, token: 4 });
  const next = new JobNames({ ...OWNER, fencingToken: 5 }, 'slurm');
  expect(next.read(name)).toEqual({ ...KEY, token: 4 });
  // Its files are found again by the next owner.
  expect(next.mark(KEY)).toBe(names.mark(KEY));
  expect(next.isMarked(`say_${names.mark(KEY)}`)).toBe(true);
});

it('does not read names of others', () => {
  const names = new JobNames(OWNER, 'slurm');
  const others = [new JobNames(OWNER, 'other'), new JobNames({ ...OWNER, storeID: '0123456789abcdef' }, 'slurm')];
  for (const other of others) {
    expect(names.read(other.of(KEY))).toBeUndefined();
    expect(other.mark(KEY)).not.toBe(names.mark(KEY));
    expect(names.isMarked(`say_${other.mark(KEY)}`)).toBe(false);
  }
  for (const name of [
    '',
    'bash',
    names.prefix,
    `${names.prefix}1-2-3`,
    `${names.prefix}1-2-3-x`,
    `${names.of(KEY)}-6`,
  ]) {
    expect(names.read(name)).toBeUndefined();
  }
});
