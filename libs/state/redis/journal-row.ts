import { crc32 } from 'node:zlib';
import { decodeEvents } from '#dag/run/codec';
import { EVENT_VERSION, type RunEvent } from '#dag/run/events';

/**
 * One element of a journal: version of the events, checksum, their text; with spaces in between. The checksum is CRC-32 of
 * the run's id and the text in UTF-8.
 */
export function journalRow(runID: number, text: string): string {
  return `${EVENT_VERSION} ${checksum(runID, text)} ${text}`;
}

/** Throws an Error that says what is wrong. */
export function readJournalRow(runID: number, row: string): RunEvent[] {
  const [version, crc] = row.split(' ', 2);
  const text = row.slice(version.length + 1 + (crc ?? '').length + 1);
  if (crc === undefined || String(checksum(runID, text)) !== crc) throw new Error('its checksum does not fit');
  return decodeEvents(text, Number(version));
}

function checksum(runID: number, text: string): number {
  return crc32(text, crc32(String(runID)));
}
