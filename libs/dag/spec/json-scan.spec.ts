import * as fc from 'fast-check';
import { scanJson } from './json-scan';
import { ScanError } from './json-tokens';
import { Lines } from './lines';
import { ProblemList } from './problem-list';

const ORDERED = new Set(['tasks']);

function scan(text: string): { readonly order: ReturnType<typeof scanJson>; readonly problems: ProblemList } {
  const problems = new ProblemList();
  return { order: scanJson(text, ORDERED, problems), problems };
}

/** The error of a text that cannot be read, as `line:column message`. */
function refusal(text: string): string {
  try {
    scan(text);
  } catch (error) {
    if (!(error instanceof ScanError)) throw error;
    return `${new Lines(text).position(error.at)}: ${error.message}`;
  }
  return 'accepted';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('scanJson', () => {
  it('accepts what JSON.parse accepts', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(undefined, 1, '\t'), (text, space) => {
        expect(refusal(JSON.stringify(JSON.parse(text), undefined, space))).toBe('accepted');
        expect(refusal(text)).toBe('accepted');
      }),
    );
  });

  it('agrees with JSON.parse on damaged texts', () => {
    const character = fc.constantFrom(...'{}[]",:\\ \n\t0123456789.eE+-truefalsn/u\u0000\u2028');
    const damage = fc.tuple(fc.nat(), fc.nat(2), fc.array(character, { maxLength: 3 }));
    fc.assert(
      fc.property(fc.json(), damage, (text, [where, removed, inserted]) => {
        const at = where % (text.length + 1);
        const damaged = text.slice(0, at) + inserted.join('') + text.slice(at + removed);
        expect(refusal(damaged) === 'accepted').toBe(isJson(damaged));
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ['', 'line 1, column 1: the text is empty'],
    ['  \n', 'line 1, column 1: the text is empty'],
    ['{"a": 1,\n "b": tru}', 'line 2, column 7: expected a value, found "tru"'],
    ['{"a": 1 "b": 2}', 'line 1, column 9: expected "," or "}" after the value of "a", found a string'],
    ['{"a": [1 2]}', 'line 1, column 10: expected "," or "]" after a value, found "2"'],
    ['{"a" 1}', 'line 1, column 6: expected ":" after the key "a", found "1"'],
    ['{"a": 1,}', 'line 1, column 8: nothing follows this comma; remove it'],
    ['[1,]', 'line 1, column 3: nothing follows this comma; remove it'],
    ['{a: 1}', 'line 1, column 2: expected a key in double quotes, found "a"'],
    [
      "{'a': 1}",
      'line 1, column 2: expected a key in double quotes, found a single quote; strings stand in double quotes',
    ],
    ['{"a": 1', 'line 1, column 8: expected "," or "}" after the value of "a", found the end of the text'],
    ['{"a": "x', 'line 1, column 7: this string has no closing quote'],
    ['{"a": "x\ny"}', 'line 1, column 9: a string holds a line break; write it as an escape'],
    ['{"a": "\\d"}', 'line 1, column 8: "\\d" is no escape that JSON knows; a backslash itself is written twice'],
    ['{} {}', 'line 1, column 4: expected nothing more, found "{"'],
    ['// hi\n{}', 'line 1, column 1: expected a value, found a comment; JSON has none'],
    ['\uFEFF{}', 'line 1, column 1: expected a value, found a byte order mark; save the text without it'],
    ['[01]', 'line 1, column 3: expected "," or "]" after a value, found "1"'],
  ])('explains %j', (text, reason) => {
    expect(refusal(text)).toBe(reason);
  });

  it('finds keys that occur twice, wherever they are', () => {
    const text = '{"a": {"x": 1, "b": [{"k": 1, "\\u006b": 2}], "x": 3}, "c": {"x": 1}}';
    expect(scan(text).problems.list()).toEqual([
      {
        pointer: '/a/b/0/k',
        message: 'The key "k" occurs twice in this object, again at line 1, column 31; only one can count.',
      },
      {
        pointer: '/a/x',
        message: 'The key "x" occurs twice in this object, again at line 1, column 46; only one can count.',
      },
    ]);
  });

  it('finds repeated keys in objects of every size', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { maxLength: 40, size: 'max' }), (keys) => {
        const text = `{${keys.map((key) => `"k${key}": 0`).join()}}`;
        expect(scan(text).problems.list()).toHaveLength(keys.length - new Set(keys).size);
      }),
    );
  });

  it('keeps the order of keys that look like numbers', () => {
    const { order } = scan(
      '{"b": 0, "10": {"3": 0, "1": 0}, "tasks": {"z": 0, "10": {"9": 0}, "2": 0, "2": 0}, "2": 0}',
    );
    expect(order.get('')).toEqual(['b', '10', 'tasks', '2']);
    expect(order.get('tasks')).toEqual(['z', '10', '2']);
    expect([...order.keys()]).toEqual(['', 'tasks']);
  });

  it.each([
    ['{"a": ["x", "\\u0000"]}', '/a/1', 'NUL'],
    ['{"a": "\\ud83d"}', '/a', 'surrogate'],
    ['{"a": "\\ude00\\ud83d"}', '/a', 'surrogate'],
    ['{"a": "\ud83d"}', '/a', 'surrogate'],
    ['{"o": {"\\u0000": 1}}', '/o', 'NUL'],
    ['{"\\udfff": 1}', '', 'surrogate'],
  ])('refuses the characters in %j', (text, pointer, word) => {
    const problems = scan(text).problems.list();
    expect(problems).toEqual([{ pointer, message: expect.stringContaining(word) as string }]);
  });

  it('takes whole surrogate pairs, however they are written', () => {
    expect(scan('["\\ud83d\\ude00", "\u{1F600}", "\\ud83d\ude00", "\uE000\uFFFD"]').problems.isEmpty).toBe(true);
  });

  it('refuses numbers that become Infinity', () => {
    expect(
      scan(`[1e308, 1e309, -1E400, ${'9'.repeat(400)}, 1e-400]`)
        .problems.list()
        .map(({ pointer }) => pointer),
    ).toEqual(['/1', '/2', '/3']);
  });

  it('goes 64 levels deep and no deeper', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    expect(refusal(nested(64))).toBe('accepted');
    expect(refusal(nested(65))).toBe('line 1, column 65: nested deeper than 64 levels; make it flatter');
    expect(refusal('{"a":'.repeat(100_000))).toContain('nested deeper');
    expect(refusal('['.repeat(100_000) + ']'.repeat(100_000))).toContain('nested deeper');
  });

  it('reads long texts in one pass', () => {
    const item = `{"key": "${'x'.repeat(1_000)}", "list": [1, 2.5, true, null]}`;
    const text = `[${Array.from({ length: 20_000 }, () => item).join()}]`;
    const start = performance.now();
    expect(refusal(text)).toBe('accepted');
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
