/**
 * What `begin` makes of the items, in their order. At most `most` are begun and not yet taken. An error comes in its turn
 * and ends it.
 */
export async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  most: number,
  begin: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const begun: Promise<R>[] = [];
  for await (const item of items) {
    const result = begin(item);
    // It is thrown in its turn, which may never come.
    result.catch(() => undefined);
    begun.push(result);
    if (begun.length >= most) yield begun.shift() as Promise<R>;
  }
  yield* begun;
}
