import { isList, isObject, member, visitStrings } from './json-value';

describe('JSON values', () => {
  it('has members of its own only', () => {
    expect(member({ a: 1 }, 'a')).toBe(1);
    for (const name of ['constructor', '__proto__', 'toString']) expect(member({}, name)).toBeUndefined();
    expect(member(JSON.parse('{"__proto__": 1}') as { [key: string]: number }, '__proto__')).toBe(1);
  });

  it('tells objects, arrays and the rest apart', () => {
    expect([{}, [], null, 'x', undefined].map((value) => [isObject(value), isList(value)])).toEqual([
      [true, false],
      [false, true],
      [false, false],
      [false, false],
      [false, false],
    ]);
  });

  it('visits every string with the way to it', () => {
    const visited: string[] = [];
    visitStrings({ a: 'x', b: [1, ['y'], { c: 'z' }], d: null }, (text, path) =>
      visited.push(`${path.join('/')}=${text}`),
    );
    expect(visited).toEqual(['a=x', 'b/1/0=y', 'b/2/c=z']);
  });
});
