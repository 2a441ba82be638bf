import { breathe } from './breathe';

/** Definitions may have a hundred megabytes: they are turned into bytes and back in pieces, with other work in between. */
const PIECE = 1024 * 1024;

const encoder = new TextEncoder();

/** UTF-8, in pieces whose buffers are their own. The text must be well-formed: it came as UTF-8. */
export async function encodeDocument(document: string): Promise<Uint8Array<ArrayBuffer>[]> {
  if (document.length <= PIECE) return [encoder.encode(document)];
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (let start = 0; start < document.length;) {
    let end = Math.min(start + PIECE, document.length);
    if (end < document.length && isHighSurrogate(document.charCodeAt(end - 1))) end--;
    pieces.push(encoder.encode(document.slice(start, end)));
    start = end;
    await breathe();
  }
  return pieces;
}

export async function decodeDocument(bytes: Uint8Array): Promise<string> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length <= PIECE) return buffer.toString('utf8');
  const pieces: string[] = [];
  for (let start = 0; start < buffer.length;) {
    let end = Math.min(start + PIECE, buffer.length);
    while (end < buffer.length && isContinuation(buffer[end])) end--;
    pieces.push(buffer.toString('utf8', start, end));
    start = end;
    await breathe();
  }
  return pieces.join('');
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}
