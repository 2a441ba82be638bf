import { crc32 } from 'node:zlib';
import { decodeEvents } from '#dag/run/codec';
import { EVENT_VERSION, type RunEvent } from '#dag/run/events';

/** One element of a journal: version of the events, CRC-32 of their text in UTF-8, the text; with spaces in between. */
export function journalRow(text: string): string {
  return `${EVENT_VERSION} ${crc32(text)} ${text}`;
}

/** Throws an Error that says what is wrong. */
export function readJournalRow(row: string): RunEvent[] {
  const [version, crc] = row.split(' ', 2);
  const text = row.slice(version.length + 1 + (crc ?? '').length + 1);
  if (crc === undefined || String(crc32(text)) !== crc) throw new Error('its checksum does not fit');
  return decodeEvents(text, Number(version));
}
