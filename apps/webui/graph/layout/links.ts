/** Link i leads from one item to another. An item is a number; items have no objects of their own. */
export interface Links {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

/** The links at each item: `links[starts[item]]` up to `links[starts[item + 1]]`, in the order they were given. */
export interface LinksAt {
  readonly starts: Uint32Array;
  readonly links: Uint32Array;
}

/** Groups links by one of their ends. */
export function linksAt(count: number, ends: Uint32Array): LinksAt {
  const starts = new Uint32Array(count + 1);
  for (const end of ends) starts[end + 1]++;
  for (let item = 0; item < count; item++) starts[item + 1] += starts[item];
  const next = starts.slice();
  const links = new Uint32Array(ends.length);
  for (let link = 0; link < ends.length; link++) links[next[ends[link]]++] = link;
  return { starts, links };
}
