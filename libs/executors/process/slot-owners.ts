import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of a line: three numbers of up to 16 digits, two slashes and a line feed fit. */
const LINE_BYTES = 64;

/**
 * Which attempt had each slot last: a file in the launcher's folder, with a text of `keyText` for each slot, padded to a
 * line of LINE_BYTES. The launcher writes it before it starts a process, so that what an attempt has printed is found also
 * when neither the launcher nor its client is left to tell whose it is.
 */
export class SlotOwners {
  private readonly file: number;

  constructor(folder: string) {
    const path = pathOf(folder);
    // Made where it is missing; opening it for appending would write everything at its end.
    closeSync(openSync(path, 'a', 0o600));
    this.file = openSync(path, 'r+');
  }

  /** On a full disk nothing is noted: a task is not worth less than what might be found of it. */
  note(slot: number, key: string): void {
    try {
      writeSync(this.file, `${key.padEnd(LINE_BYTES - 1)}\n`, slot * LINE_BYTES);
    } catch {
      return;
    }
  }
}

/** Which slot each attempt had, by the text of `keyText`. */
export function readSlotOwners(folder: string): Map<string, number> {
  let text: string;
  try {
    text = readFileSync(pathOf(folder), 'latin1');
  } catch {
    return new Map();
  }
  const owners = new Map<string, number>();
  for (let slot = 0; slot * LINE_BYTES < text.length; slot++) {
    owners.set(text.slice(slot * LINE_BYTES, (slot + 1) * LINE_BYTES).trim(), slot);
  }
  return owners;
}

function pathOf(folder: string): string {
  return join(folder, 'slots');
}
