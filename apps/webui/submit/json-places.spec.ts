import fc from 'fast-check';
import { findValue, offsetOf, placeInMessage, placeOf } from './json-places';

const TEXT = `{
  "tag": "a \\"quoted\\" tag",
  "tasks": {
    "a/b~c": { "job": { "command": ["sh", "-c", "exit 1"] }, "parents": [] },
    "b": {}
  }
}`;

function at(pointer: string): string | undefined {
  const span = findValue(TEXT, pointer);
  return span && TEXT.slice(span.start, span.end);
}

describe('findValue', () => {
  it.each([
    ['/tag', '"a \\"quoted\\" tag"'],
    ['/tasks/a~1b~0c/job/command/2', '"exit 1"'],
    ['/tasks/a~1b~0c/parents', '[]'],
    ['/tasks/b', '{}'],
    ['', TEXT],
  ])('finds %s', (pointer, value) => {
    expect(at(pointer)).toBe(value);
  });

  it.each([
    ['/tasks/b/job', '{}'],
    ['/tasks/a~1b~0c/job/command/3', '["sh", "-c", "exit 1"]'],
    ['/tag/x', '"a \\"quoted\\" tag"'],
    ['/nothing/at/all', TEXT],
  ])('finds what is around %s, which is not there', (pointer, value) => {
    expect(at(pointer)).toBe(value);
  });

  it('finds every value of any document', () => {
    const pointers = (value: unknown, pointer = ''): [string, unknown][] => {
      const here: [string, unknown] = [pointer, value];
      if (typeof value !== 'object' || value === null) return [here];
      const token = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');
      return [here, ...Object.entries(value).flatMap(([key, part]) => pointers(part, `${pointer}/${token(key)}`))];
    };
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.constantFrom(undefined, 2), (json, indent) => {
        const document: unknown = JSON.parse(json);
        const text = JSON.stringify(document, undefined, indent);
        for (const [pointer, value] of pointers(document)) {
          const span = findValue(text, pointer);
          expect(span).toBeDefined();
          expect(JSON.parse(text.slice(span?.start, span?.end))).toEqual(value);
        }
      }),
    );
  });

  it('comes to an end with whatever text and pointer', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', 'a', ' ', '0') }),
        (text) => {
          const span = findValue(text, '/a/0/a');
          if (span !== undefined) expect(span.end).toBeLessThanOrEqual(text.length);
        },
      ),
    );
  });
});

describe('places', () => {
  it('are counted from 1, and lead back', () => {
    expect(placeOf('ab\ncd\n', 0)).toEqual({ line: 1, column: 1 });
    expect(placeOf('ab\ncd\n', 2)).toEqual({ line: 1, column: 3 });
    expect(placeOf('ab\ncd\n', 4)).toEqual({ line: 2, column: 2 });
    for (let offset = 0; offset < TEXT.length; offset++) expect(offsetOf(TEXT, placeOf(TEXT, offset))).toBe(offset);
    expect(offsetOf('ab', { line: 7, column: 9 })).toBe(2);
  });

  it('are found in messages', () => {
    expect(placeInMessage('Not JSON: line 3, column 14: expected a value, found "]".')).toEqual({
      line: 3,
      column: 14,
    });
    expect(placeInMessage('There is no task "b".')).toBeUndefined();
  });
});
