/** Room for the marker within the cap: the longest one, with a count of 15 digits, takes 45 bytes. */
const MARKER_ROOM = 64;

/**
 * What is kept of `total` written bytes under a cap: everything, or the first and last bytes with a marker between them
 * that says how many are missing. Head, marker and tail together are at most the cap (of at least MARKER_ROOM bytes).
 */
export interface KeptView {
  /** First bytes of what was written. */
  readonly head: number;
  readonly marker: Uint8Array;
  /** Last bytes of what was written; 0 when nothing was cut. */
  readonly tail: number;
  /** Bytes of the view: head + marker + tail. */
  readonly size: number;
}

const NO_MARKER = new Uint8Array(0);

/** Bytes of the head, and of the tail, of an output that is cut. */
export function keptHalf(cap: number): number {
  return Math.max(0, Math.floor((cap - MARKER_ROOM) / 2));
}

export function keptView(total: number, cap: number): KeptView {
  if (total <= cap) return { head: total, marker: NO_MARKER, tail: 0, size: total };
  const half = keptHalf(cap);
  const marker = Buffer.from(`\n[... ${total - 2 * half} bytes cut out ...]\n`);
  return { head: half, marker, tail: half, size: half + marker.length + half };
}

/** A piece of the view: bytes of the file that was written, or of the marker. */
export interface Piece {
  readonly from: 'file' | 'marker';
  readonly start: number;
  readonly length: number;
}

/** The pieces that make up the bytes `start` .. `end` of a view of `total` written bytes. */
export function piecesOf(view: KeptView, total: number, start: number, end: number): Piece[] {
  const parts: Piece[] = [
    { from: 'file', start: 0, length: view.head },
    { from: 'marker', start: 0, length: view.marker.length },
    { from: 'file', start: total - view.tail, length: view.tail },
  ];
  const pieces: Piece[] = [];
  let offset = 0;
  for (const part of parts) {
    const first = Math.max(start, offset);
    const last = Math.min(end, offset + part.length);
    if (first < last) pieces.push({ from: part.from, start: part.start + first - offset, length: last - first });
    offset += part.length;
  }
  return pieces;
}
