import fc from 'fast-check';
import { indentJson } from './indent-json';

describe('JSON that is indented', () => {
  it('is what JSON.stringify makes of it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => {
        const value: unknown = JSON.parse(text);
        expect(indentJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
        expect(indentJson(indentJson(text))).toBe(indentJson(text));
      }),
    );
  });

  it('keeps numbers and escapes as they were written', () => {
    expect(indentJson('{"a" :1e400,"b":[ 12345678901234567890 ,"\\u0041 {, \\""],"c":{}}')).toBe(
      '{\n  "a": 1e400,\n  "b": [\n    12345678901234567890,\n    "\\u0041 {, \\""\n  ],\n  "c": {}\n}',
    );
  });
});
