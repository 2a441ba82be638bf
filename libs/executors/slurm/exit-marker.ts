import { readFile, stat } from 'node:fs/promises';

/** A script that is under way. */
export interface BegunScript {
  /** ms since the epoch. */
  readonly startTime: number;
}

/** What the batch script has written of its command's end. */
export interface ExitMarker extends BegunScript {
  /** The exit code, or 128 + signal number, as a shell sees it. */
  readonly rc: number;
  /** The script was sent SIGTERM meanwhile. */
  readonly wasAsked: boolean;
  /** The command was ended by a signal: `rc` is not an exit code of its own. */
  readonly bySignal: boolean;
  /** Of the job that has written it; 0 when it did not know. */
  readonly jobID: number;
  /** Of the command and all that it waited for. */
  readonly cpuSeconds: number;
  /** Why the command could not be started; "" when it was. */
  readonly obstacle: string;
  /** ms since the epoch. */
  readonly stopTime: number;
}

/**
 * Reads the marker of an attempt: undefined as long as its script has not begun, and only when that was as long as it is
 * under way. Rejects with the file system's errors.
 */
export async function readExitMarker(path: string): Promise<ExitMarker | BegunScript | undefined> {
  try {
    const { birthtimeMs, mtimeMs, size } = await stat(path);
    const stopTime = Math.floor(mtimeMs);
    // Where the file system keeps no time of birth (NFS) it is 0, or the time of the last change.
    const startTime = birthtimeMs > 0 ? Math.min(Math.floor(birthtimeMs), stopTime) : stopTime;
    if (size === 0) return { startTime };
    return parseExitMarker(await readFile(path, 'utf8'), startTime, stopTime) ?? { startTime };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Undefined for a text that is not complete. `createTime`: its start, if the script does not say how long it took. */
export function parseExitMarker(text: string, createTime: number, stopTime: number): ExitMarker | undefined {
  const [, rc, asked, signal, jobID, begun, ended, minutes, seconds, systemMinutes, systemSeconds, obstacle] =
    COMPLETE.exec(text) ?? [];
  if (rc === undefined) return undefined;
  const cpuSeconds = 60 * (Number(minutes) + Number(systemMinutes)) + Number(seconds) + Number(systemSeconds);
  return {
    rc: Number(rc),
    wasAsked: asked === '1',
    bySignal: signal === '1',
    jobID: Number(jobID),
    cpuSeconds,
    obstacle,
    startTime: Number(begun) > 0 ? stopTime - Math.round(1000 * (Number(ended) - Number(begun))) : createTime,
    stopTime,
  };
}

/** Of scripts of former versions without times. The second line of `times` is about the shell's children. */
const COMPLETE =
  /^(\d+) ([01]) ([01]) (\d+)(?: ([\d.]+) ([\d.]+))?\n.*\n(\d+)m([\d.]+)s (\d+)m([\d.]+)s\n([^]*)\nend\n$/;
