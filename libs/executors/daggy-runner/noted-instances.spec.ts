import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NotedInstances } from './noted-instances';

/** As version 2 wrote it. */
const SAMPLE =
  '{"version":2,"owner":7,"oldest":5,"runners":{"http://a:2504":"9f86d081884c7d65","http://b:2504":"60303ae22b998861"}}';

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
  it('tell which owners can have sent what is not settled', () => {
    expect(sampled(SAMPLE).senders(SAME)).toEqual([5, 6, 7]);
    const more = new Map([...SAME, ['http://c:2504', undefined]]);
    expect(sampled(SAMPLE).senders(more)).toEqual([5, 6, 7]);
  });

  it('tell which runners are not there any more', () => {
    expect(sampled(SAMPLE).missing(['http://b:2504', 'http://c:2504'])).toEqual(['http://a:2504']);
  });

  it.each([
    ['another instance', SAMPLE, 8, now('9f86d081884c7d65', 'ffffffffffffffff')],
    ['one that says nothing', SAMPLE, 8, now('9f86d081884c7d65')],
    ['one that is not configured any more', SAMPLE, 8, new Map([['http://a:2504', '9f86d081884c7d65']])],
    ['an owner in between', SAMPLE, 9, SAME],
    ['another form', SAMPLE.replace('"version":2', '"version":1'), 8, SAME],
    ['owners without number', SAMPLE.replace('"oldest":5', '"oldest":-5000'), 8, SAME],
    ['half a file', SAMPLE.slice(0, 60), 8, SAME],
    ['no object', 'null', 8, SAME],
  ])('prove nothing with %s', (_what, text, owner, instances) => {
    expect(sampled(text, owner).senders(instances)).toBeUndefined();
  });

  it('are what an owner began with, as long as no other was sent anything', () => {
    const first = new NotedInstances(fileOf(), 1);
    expect(first.senders(now('x', 'y'))).toBeUndefined();
    first.begin(now('x', 'y'));
    expect(new NotedInstances(fileOf(), 2).senders(now('x', 'y'))).toEqual([1]);
    first.changed('http://b:2504');
    expect(new NotedInstances(fileOf(), 2).senders(now('x', 'y'))).toBeUndefined();
  });

  it('tell how old the ids are that were taken up, also later', () => {
    const third = new NotedInstances(fileOf(), 3);
    third.takenUp(2);
    third.begin(now('x', 'y'));
    expect(new NotedInstances(fileOf(), 4).senders(now('x', 'y'))).toEqual([2, 3]);
    third.takenUp(1);
    expect(new NotedInstances(fileOf(), 4).senders(now('x', 'y'))).toEqual([1, 2, 3]);
  });

  it('that nobody had heard prove nothing later', () => {
    new NotedInstances(fileOf(), 1).begin(now('x'));
    expect(new NotedInstances(fileOf(), 2).senders(now('x', 'y'))).toBeUndefined();
  });
});
