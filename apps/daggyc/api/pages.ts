interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** Most items that a list sends at once. */
const LARGEST_PAGE = 1000;

/** The pages of a list, at most `limit` items in all; ends with whether there are more. */
export async function* pages<T>(
  fetchPage: (query: { limit: number; cursor?: string }) => Promise<Page<T>>,
  limit: number,
): AsyncGenerator<readonly T[], boolean> {
  let rest = limit;
  let cursor: string | undefined;
  while (rest > 0) {
    const { items, nextCursor } = await fetchPage({ limit: Math.min(rest, LARGEST_PAGE), cursor });
    rest -= items.length;
    yield items;
    if (nextCursor === null) return false;
    cursor = nextCursor;
  }
  return true;
}

/** One page that is all there is. */
export async function* onePage<T>(items: readonly T[]): AsyncGenerator<readonly T[], boolean> {
  yield items;
  return false;
}
