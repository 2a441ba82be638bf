import { ProblemList } from '#dag/spec/problem-list';
import type { Checked } from '#dag/spec/problem';
import { readJson } from '#dag/spec/read-json';

/** Decodes UTF-8; undefined when the bytes are none. A byte order mark at the start is left out. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Reads JSON of any kind; problems name line and column, and keys that occur twice. */
export function parseJson(bytes: Uint8Array): Checked<unknown> {
  const text = decodeText(bytes);
  if (text === undefined) return { ok: false, problems: [{ pointer: '', message: 'This is not UTF-8 text.' }] };
  const problems = new ProblemList();
  const document = readJson(text, new Set(), problems);
  if (document === undefined || !problems.isEmpty) return { ok: false, problems: problems.list() };
  return { ok: true, value: document.root };
}
