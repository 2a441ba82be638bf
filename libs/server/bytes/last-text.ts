import type { ByteSource } from './byte-source';

/** Bytes of each stream that the details of an attempt show. */
const LAST_BYTES = 64 * 1024;

/** The last 64 KiB as text. */
export async function lastText(source: ByteSource): Promise<string> {
  const size = await source.size();
  if (size === 0) return '';
  const start = Math.max(0, size - LAST_BYTES);
  const bytes = await source.read(start, size);
  return new TextDecoder().decode(start === 0 ? bytes : fromWholeCharacter(bytes));
}

/** Without the rest of a UTF-8 character whose first byte was cut off. */
function fromWholeCharacter(bytes: Uint8Array): Uint8Array {
  let first = 0;
  while (first < 3 && first < bytes.length && (bytes[first] & 0xc0) === 0x80) first++;
  return bytes.subarray(first);
}
