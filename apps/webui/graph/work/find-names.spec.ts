import { apiPattern, findNames } from './find-names';

const names = ['extract_1', 'extract_2', 'Extract.final', 'load_1', 'load_11'];

it.each([
  ['extract', [0, 1, 2]],
  ['T_1', [0]],
  ['.', [2]],
  ['/_1$/', [0, 3]],
  ['/^load/', [3, 4]],
  ['/^load', [3, 4]],
  ['/(?i)^EX/', [0, 1, 2]],
  ['', []],
  ['nobody', []],
])('%j finds %j', async (text, found) => {
  expect([...(await findNames(names, text))]).toEqual(found);
});

it('says what is wrong with a pattern', async () => {
  await expect(findNames(names, '/(/')).rejects.toThrow(/missing closing \)/);
});

it('is not kept busy by any pattern', async () => {
  const begun = Date.now();
  expect([...(await findNames(['a'.repeat(28) + 'b'], '/(a+)+$/'))]).toEqual([]);
  expect(Date.now() - begun).toBeLessThan(2_000);
});

it.each([
  ['a.b', '(?i)a\\.b'],
  ['a_b c', '(?i)a_b c'],
  ['/a.b/', 'a.b'],
])('%j is %j for the API', (text, pattern) => {
  expect(apiPattern(text)).toBe(pattern);
});
