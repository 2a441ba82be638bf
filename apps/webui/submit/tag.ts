import { findValue } from './json-places';

/** The tag of a definition; undefined when the text is no JSON object. */
export function readTag(text: string): string | undefined {
  const document = parse(text);
  if (document === undefined) return undefined;
  return typeof document.tag === 'string' ? document.tag : '';
}

/** The text with another tag, and otherwise as it was. */
export function writeTag(text: string, tag: string): string {
  const document = parse(text);
  if (document === undefined) return text;
  const value = JSON.stringify(tag);
  const span = Object.hasOwn(document, 'tag') ? findValue(text, '/tag') : undefined;
  if (span !== undefined) return text.slice(0, span.start) + value + text.slice(span.end);
  const open = text.indexOf('{') + 1;
  const space = /^\s*/.exec(text.slice(open))?.[0] ?? '';
  const comma = Object.keys(document).length > 0 ? ',' : '';
  return `${text.slice(0, open)}${space}"tag": ${value}${comma}${text.slice(open)}`;
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const document: unknown = JSON.parse(text);
    const isObject = typeof document === 'object' && document !== null && !Array.isArray(document);
    return isObject ? (document as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
