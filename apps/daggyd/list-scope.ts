/** What a cursor of a list belongs to: the query without what may differ from page to page. */
export function listScope(url: string): string {
  const start = url.indexOf('?');
  const query = new URLSearchParams(start < 0 ? '' : url.slice(start + 1));
  query.delete('cursor');
  query.delete('limit');
  query.sort();
  return query.toString();
}
