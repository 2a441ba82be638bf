import { crc32 } from 'node:zlib';
import type { Cell } from './record-row';

/*
 * Each row has a CRC-32 of what it says and whose it is, so that one which damage has put in the place of another does not
 * pass for it.
 */

export function eventsChecksum(runID: number, seq: number, events: string): number {
  return crc32(events, crc32(`${runID} ${seq}`));
}

/** `document` in UTF-8. */
export function documentChecksum(runID: number, document: Uint8Array): number {
  return crc32(document, crc32(`${runID}`));
}

/** Of a row of any other table. */
export function cellsChecksum(cells: readonly Cell[]): number {
  return crc32(
    JSON.stringify(cells.map((cell) => (cell instanceof Uint8Array ? [Buffer.from(cell).toString('hex')] : cell))),
  );
}
