import { pages } from './pages';

/** A list of `count` numbers that sends at most three at once, the second page empty; and what it was asked. */
function list(count: number) {
  const asked: { limit: number; cursor?: string }[] = [];
  const page = (query: { limit: number; cursor?: string }) => {
    asked.push(query);
    const [start, empty] = (query.cursor ?? '0').split(' ');
    const from = Number(start);
    const size = empty === 'empty' ? 0 : Math.min(3, query.limit, count - from);
    const next = from + size;
    const items = Array.from({ length: size }, (_, i) => from + i);
    const nextCursor = next < count ? `${next}${from === 0 ? ' empty' : ''}` : null;
    return Promise.resolve({ items, nextCursor });
  };
  return { asked, page };
}

async function read(count: number, limit: number) {
  const { asked, page } = list(count);
  const items: number[] = [];
  const all = pages(page, limit);
  for (;;) {
    const { value, done } = await all.next();
    if (done) return { items, more: value, limits: asked.map(({ limit: each }) => each) };
    items.push(...value);
  }
}

describe('pages', () => {
  it('go on over empty ones until there are no more', async () => {
    const { items, more, limits } = await read(7, Infinity);
    expect([items, more]).toEqual([[0, 1, 2, 3, 4, 5, 6], false]);
    expect(new Set(limits)).toEqual(new Set([1000]));
  });

  it('stop at the limit and tell whether there is more', async () => {
    expect(await read(7, 5)).toEqual({ items: [0, 1, 2, 3, 4], more: true, limits: [5, 2, 2] });
    expect(await read(5, 5)).toMatchObject({ items: [0, 1, 2, 3, 4], more: false });
  });
});
