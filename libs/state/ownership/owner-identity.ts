import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who owns a store: a state logger in a process. Kept in the store, as JSON, so that others can tell whether it is gone. */
export interface OwnerIdentity {
  /** Names this one state logger for ever, 16 hexadecimal digits. */
  readonly instance: string;
  /** For people. */
  readonly host: string;
  readonly pid: number;
  /** Of the process, in clock ticks after the boot of its host: a pid is used again, this pair is not. */
  readonly startTime: number;
  /** Empty, as is the next one, where the system has no such thing. */
  readonly bootID: string;
  /** Where the pid means something, `pid:[4026531836]`. */
  readonly pidNamespace: string;
}

/** A new identity for a state logger of this process. */
export function newIdentity(): OwnerIdentity {
  return {
    instance: randomBytes(8).toString('hex'),
    host: hostname(),
    pid: process.pid,
    startTime: startTimeOf(process.pid) ?? 0,
    ...whereWeAre(),
  };
}

/** Whether that process has certainly ended. It can be told only of one that could be seen from here, were it alive. */
export function isGone(owner: OwnerIdentity): boolean {
  const { bootID, pidNamespace } = whereWeAre();
  if (bootID === '' || owner.bootID !== bootID || owner.pidNamespace !== pidNamespace) return false;
  return startTimeOf(owner.pid) !== owner.startTime;
}

/** Undefined when the text is none that `JSON.stringify` made of an identity. */
export function parseIdentity(text: string): OwnerIdentity | undefined {
  try {
    const owner: unknown = JSON.parse(text);
    return isIdentity(owner) ? owner : undefined;
  } catch {
    return undefined;
  }
}

function isIdentity(value: unknown): value is OwnerIdentity {
  if (typeof value !== 'object' || value === null) return false;
  const { instance, host, pid, startTime, bootID, pidNamespace } = value as Record<string, unknown>;
  const texts = [instance, host, bootID, pidNamespace];
  return texts.every((text) => typeof text === 'string') && Number.isInteger(pid) && Number.isInteger(startTime);
}

function whereWeAre(): { bootID: string; pidNamespace: string } {
  try {
    return {
      bootID: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
      pidNamespace: readlinkSync('/proc/self/ns/pid'),
    };
  } catch {
    return { bootID: '', pidNamespace: '' };
  }
}

/** Undefined when there is no such process, or only what is left of it until its parent looks. */
function startTimeOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in front is in parentheses and may itself contain some. Then: state (field 3), ..., starttime (field 22).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : Number(fields[19]);
  } catch {
    return undefined;
  }
}
