import { TASK_STATES } from '#wire/states';
import { type QueryOf, readQuery } from './query';
import {
  booleanField,
  choicesField,
  choiceField,
  integerField,
  patternField,
  textField,
  timeField,
} from './query-fields';

const spec = {
  limit: integerField('', { min: 1, max: 1000, absent: 50 }),
  first: integerField('', { min: 0, max: Number.MAX_SAFE_INTEGER, absent: undefined }),
  levels: integerField('', { min: 0, max: 9, absent: undefined }),
  follow: booleanField(''),
  cursor: textField('', 20),
  by: choiceField('', ['task', 'template'], 'task'),
  state: choicesField('', TASK_STATES),
  name: patternField(''),
  since: timeField(''),
};

function problems(query: string): string[] {
  try {
    readQuery(spec, `/x${query}`);
  } catch (error) {
    const { status, errors } = error as { status: number; errors: { pointer: string; message: string }[] };
    expect(status).toBe(400);
    return errors.map(({ pointer, message }) => `${pointer} ${message}`);
  }
  return [];
}

describe('readQuery', () => {
  it('gives every parameter its type, and what stands for an absent one', () => {
    const absent: QueryOf<typeof spec> = readQuery(spec, '/x');
    expect(absent).toEqual({
      limit: 50,
      first: undefined,
      levels: undefined,
      follow: false,
      cursor: undefined,
      by: 'task',
      state: undefined,
      name: undefined,
      since: undefined,
    });
    const query =
      '?limit=7&follow=true&cursor=a%20b+c&by=template&state=QUEUED,ERRORED&name=%5Ea&since=2026-11-20T09:00:00%2B01:00';
    const given = readQuery(spec, `/x${query}`);
    expect(given).toMatchObject({ limit: 7, follow: true, cursor: 'a b c', by: 'template', since: 1795161600000 });
    expect([...(given.state ?? [])]).toEqual(['QUEUED', 'ERRORED']);
    expect(given.name?.('abc')).toBe(true);
  });

  it('takes every number that it names', () => {
    const largest = String(Number.MAX_SAFE_INTEGER);
    expect(readQuery(spec, `/x?first=${largest}`).first).toBe(Number.MAX_SAFE_INTEGER);
    expect(problems('?first=9007199254740992')).toEqual([`/first must be a whole number from 0 to ${largest}`]);
  });

  it('reports all problems at once', () => {
    expect(problems('?limt=1&limit=0&follow=yes&state=ERORED&name=(&since=yesterday&by=x&levels=1.5')).toEqual([
      '/limt unknown query parameter. Did you mean "limit"?',
      '/limit must be a whole number from 1 to 1000',
      '/levels must be a whole number from 0 to 9',
      '/follow must be true or false',
      '/by "x" is not one of task, template',
      expect.stringMatching(/^\/state "ERORED" is not one of QUEUED,/),
      expect.stringMatching(/^\/name is not a regular expression/),
      expect.stringMatching(/^\/since must be a time/),
    ]);
  });

  it.each([
    ['?limit=1&limit=2', '/limit is given more than once'],
    ['?limit', '/limit must be a whole number from 1 to 1000'],
    ['?cursor=', '/cursor must not be empty'],
    ['?cursor=%ff', ' "cursor=%ff" is not well-formed'],
    ['?cursor=' + 'x'.repeat(21), '/cursor must be at most 20 characters long'],
    ['?limit=1e3', '/limit must be a whole number from 1 to 1000'],
    ['?limit=99999999999999999999', '/limit must be a whole number from 1 to 1000'],
    ['?since=2026-13-40T00:00:00Z', expect.stringMatching(/since must be a time/)],
    ['?__proto__=1', expect.stringMatching(/^\/__proto__ unknown/)],
  ])('refuses %s', (query, problem) => {
    expect(problems(query)).toEqual([problem]);
  });
});
