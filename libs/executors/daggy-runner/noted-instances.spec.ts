import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NotedInstances } from './noted-instances';

/** As version 1 wrote it. */
const SAMPLE =
  '{"version":1,"owner":7,"runners":{"http://a:2504":"9f86d081884c7d65","http://b:2504":"60303ae22b998861"}}';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daggy-noted-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const fileOf = () => join(folder, 'runners', 'pool.json');
const now = (a?: string, b?: string) =>
  new Map([
    ['http://a:2504', a],
    ['http://b:2504', b],
  ]);
const SAME = now('9f86d081884c7d65', '60303ae22b998861');

function sampled(text: string, owner = 8): NotedInstances {
  const file = join(folder, 'sample.json');
  writeFileSync(file, text);
  return new NotedInstances(file, owner);
}

describe('instances that were noted', () => {
  it('prove that nothing was sent which none of them knows', () => {
    expect(sampled(SAMPLE).proveUnsent(SAME)).toBe(true);
    const more = new Map([...SAME, ['http://c:2504', undefined]]);
    expect(sampled(SAMPLE).proveUnsent(more)).toBe(true);
  });

  it.each([
    ['another instance', SAMPLE, 8, now('9f86d081884c7d65', 'ffffffffffffffff')],
    ['one that says nothing', SAMPLE, 8, now('9f86d081884c7d65')],
    ['one that is not configured any more', SAMPLE, 8, new Map([['http://a:2504', '9f86d081884c7d65']])],
    ['an owner in between', SAMPLE, 9, SAME],
    ['another form', SAMPLE.replace('"version":1', '"version":2'), 8, SAME],
    ['half a file', SAMPLE.slice(0, 60), 8, SAME],
    ['no object', 'null', 8, SAME],
  ])('prove nothing with %s', (_what, text, owner, instances) => {
    expect(sampled(text, owner).proveUnsent(instances)).toBe(false);
  });

  it('are what an owner began with, as long as no other was sent anything', () => {
    const first = new NotedInstances(fileOf(), 1);
    expect(first.proveUnsent(now('x', 'y'))).toBe(false);
    first.begin(now('x', 'y'));
    expect(new NotedInstances(fileOf(), 2).proveUnsent(now('x', 'y'))).toBe(true);
    first.changed('http://b:2504');
    expect(new NotedInstances(fileOf(), 2).proveUnsent(now('x', 'y'))).toBe(false);
  });

  it('that nobody had heard prove nothing later', () => {
    new NotedInstances(fileOf(), 1).begin(now('x'));
    expect(new NotedInstances(fileOf(), 2).proveUnsent(now('x', 'y'))).toBe(false);
  });
});
