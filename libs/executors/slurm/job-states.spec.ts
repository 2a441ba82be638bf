import { JobStates } from './job-states';
import type { SlurmQueries } from './slurm-queries';

it('asks about thousands of jobs in few questions, none of which is too long for a command line', async () => {
  const questions: string[] = [];
  const run = (name: string, args: readonly string[]) => {
    questions.push([name, ...args].join(' '));
    const ids = args.at(-1)?.replace('--jobs=', '').split(',') ?? [];
    return Promise.resolve({ rc: 0, stdout: ids.map((id) => `${id}|a|RUNNING|0|None|\n`).join(''), stderr: '' });
  };
  const states = new JobStates({ run } as unknown as SlurmQueries, () => undefined);
  const ids = Array.from({ length: 20_000 }, (_, index) => 10_000_000 + index);
  expect((await states.of(ids))?.map(({ jobID }) => jobID)).toEqual(ids);
  expect(questions.length).toBeLessThanOrEqual(20);
  // Of one argument: MAX_ARG_STRLEN.
  for (const question of questions) expect(question.length).toBeLessThan(131_072);
});

it.each([
  ['knows no jobs', 0, '', '', []],
  // So answers one that was asked for a single job, or for many of which it knows none.
  ['knows none of these', 1, '', 'slurm_load_jobs error: Invalid job id specified\n', []],
  ['answers what nobody can read', 0, 'a|b|c\n\n%s|%s\n', '', undefined],
  ['is away', 1, '', 'slurm_load_jobs error: Unable to contact slurm controller (connect failure)\n', undefined],
])('understands a Slurm that %s', async (_, rc, stdout, stderr, expected) => {
  const told: string[] = [];
  const run = () => Promise.resolve({ rc, stdout, stderr });
  const states = new JobStates({ run } as unknown as SlurmQueries, (message) => told.push(message));
  expect(await states.of([1])).toEqual(expected);
  expect(told).toHaveLength(expected ? 0 : 1);
});

it('tells once of a state that it does not know', async () => {
  const told: string[] = [];
  const stdout = '7|a|HIBERNATING|0|None|\n8|b|HIBERNATING|0|None|\n9|c|RUNNING|0|None|\n';
  const run = () => Promise.resolve({ rc: 0, stdout, stderr: '' });
  const states = new JobStates({ run } as unknown as SlurmQueries, (message) => told.push(message));
  await states.of([7, 8, 9]);
  expect(await states.of([7, 8, 9])).toHaveLength(3);
  expect(told).toEqual([expect.stringContaining('"HIBERNATING"')]);
});
