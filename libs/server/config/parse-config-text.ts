type Parsed = { ok: true; value: { [key: string]: unknown } } | { ok: false; message: string };

/** Reads a config file's bytes as one JSON object; the message of a failure names line and column where it can. */
export function parseConfigText(bytes: Uint8Array): Parsed {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { ok: false, message: 'is not UTF-8 text' };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, message: `is not JSON: ${withPlace(text, error instanceof Error ? error.message : '')}` };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, message: 'must hold one JSON object' };
  }
  return { ok: true, value: { ...value } };
}

/** V8 gives the position as a count of characters, or none at the end of the text. */
function withPlace(text: string, message: string): string {
  const position = /^(.*?) (?:in JSON )?at position (\d+)/.exec(message);
  const at = position === null ? text.length : Number(position[2]);
  const before = text.slice(0, at).split('\n');
  const place = `line ${before.length}, column ${before[before.length - 1].length + 1}`;
  return `${position === null ? message : position[1]} (${place})`;
}
