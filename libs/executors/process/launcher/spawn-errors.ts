import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import type { Unstartable } from './program-path';
import { quote } from './quote';

const { errno } = constants;

const PASSING = new Set([errno.EAGAIN, errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.ETXTBSY]);

/** The machine is short of something for the moment. */
export function isPassing(error: number): boolean {
  return PASSING.has(error);
}

/** Why a process could not be started, for people. `program`: what was to be executed, `name`: as the user wrote it. */
export function explainSpawnError(error: number, program: string, name: string, workDir: string): Unstartable {
  const obstacle = whyNotWorkDir(workDir);
  if (obstacle) return obstacle;
  const file = resolve(workDir || '.', program);
  switch (error) {
    case errno.ENOENT:
    case errno.ENOTDIR:
      if (existsSync(file)) {
        return {
          rc: 126,
          reason: `${quote(name)} cannot be executed: its interpreter${interpreterOf(file)} does not exist`,
        };
      }
      return {
        rc: 127,
        reason: `there is no program ${quote(name)}${workDir ? ` (working directory ${quote(workDir)})` : ''}`,
      };
    case errno.EACCES:
      return { rc: 126, reason: `${quote(name)} may not be executed (permission denied)` };
    case errno.E2BIG:
      return {
        rc: 126,
        reason: `${quote(name)} cannot be started: its arguments and environment are too long (E2BIG)`,
      };
    default:
      return { rc: 126, reason: `${quote(name)} cannot be started: ${errorName(error)}` };
  }
}

/** A missing working directory would look like a missing program. */
export function whyNotWorkDir(workDir: string): Unstartable | undefined {
  if (!workDir) return undefined;
  try {
    if (statSync(workDir).isDirectory()) return undefined;
    return { rc: 126, reason: `the working directory ${quote(workDir)} is not a directory` };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return { rc: 126, reason: `the working directory ${quote(workDir)} does not exist` };
    return { rc: 126, reason: `the working directory ${quote(workDir)} cannot be used (${code})` };
  }
}

function interpreterOf(file: string): string {
  const start = Buffer.alloc(256);
  try {
    const fd = openSync(file, 'r');
    readSync(fd, start);
    closeSync(fd);
  } catch {
    // A program need not be readable; the message does without the name then.
    return '';
  }
  const line = start.toString('latin1').split('\n', 1)[0];
  return line.startsWith('#!') ? ` "${line.slice(2).trim().split(/\s/)[0]}"` : '';
}

function errorName(error: number): string {
  const name = Object.entries(errno).find(([, value]) => value === error)?.[0];
  return name ?? `error ${error}`;
}
