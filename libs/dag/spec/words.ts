import type { Json } from './dag-spec';
import { isList, isObject } from './json-value';

const LONGEST_QUOTE = 80;

/** A name or value as messages show it: in double quotes, cut when it is long. */
export function quote(text: string): string {
  if (text.length <= LONGEST_QUOTE) return JSON.stringify(text);
  return `${JSON.stringify(text.slice(0, LONGEST_QUOTE))}... (${thousands(text.length)} characters)`;
}

/** What was found in place of what is wanted. */
export function found(value: Json): string {
  if (typeof value === 'string') return `found the string ${quote(value)}`;
  if (isList(value)) return value.length === 0 ? 'found an empty array' : 'found an array';
  if (isObject(value)) return 'found an object';
  return `found ${String(value)}`;
}

/** 1234567 -> `1,234,567`. */
export function thousands(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1 task`, `2 tasks`. */
export function counted(count: number, noun: string): string {
  return `${thousands(count)} ${noun}${count === 1 ? '' : 's'}`;
}
