/** First byte and the one after the last. */
export type Span = { readonly start: number; readonly end: number };

/**
 * What a Range header asks for (RFC 9110, 14): one span, `'all'` for none, several or unknown units, all of which may be
 * answered with the whole, or `'beyond'` when it lies behind the end.
 */
export function readRange(header: string | undefined, size: number): Span | 'all' | 'beyond' {
  const match = /^bytes=\s*(\d{0,15})-(\d{0,15})\s*$/i.exec(header ?? '');
  if (match === null) return 'all';
  const [, first, last] = match;
  if (first === '') {
    if (last === '') return 'all';
    const suffix = Math.min(Number(last), size);
    return suffix === 0 ? 'beyond' : { start: size - suffix, end: size };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return 'all';
  if (start >= size) return 'beyond';
  return { start, end: last === '' ? size : Math.min(Number(last) + 1, size) };
}
