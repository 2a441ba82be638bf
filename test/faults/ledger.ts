import { appendFileSync, readFileSync } from 'node:fs';

/** What happened, in the order in which it was written: tasks and the campaign append to one file, which daggyd never reads. */
export type LedgerLine = TaskStarted | TaskEnded | Mark;

interface OfAttempt {
  readonly runID: number;
  readonly task: string;
  readonly attempt: number;
  readonly pid: number;
  /** Id of the launcher that started it. */
  readonly launcher: string;
  /** Seconds since the machine was booted. */
  readonly time: number;
}

export interface TaskStarted extends OfAttempt {
  readonly kind: 'start';
}

/** Everything was done and printed; the process is about to exit with `rc`. */
export interface TaskEnded extends OfAttempt {
  readonly kind: 'end';
  readonly rc: number;
}

/** What the campaign did: daggyd is ready, daggyd is gone, a SIGTERM that stops tasks is sent, a launcher is killed. */
export interface Mark {
  readonly kind: 'up' | 'down' | 'stopping' | 'launcher-killed';
  readonly time: number;
  /** Of `launcher-killed`: its id. */
  readonly launcher?: string;
}

export class Ledger {
  constructor(readonly file: string) {
    appendFileSync(file, '');
  }

  mark(kind: Mark['kind'], launcher = ''): void {
    const uptime = readFileSync('/proc/uptime', 'utf8').split(' ')[0];
    appendFileSync(this.file, `${kind} ${uptime} ${launcher}\n`);
  }

  /** Throws for a line that is not whole. */
  read(): LedgerLine[] {
    const lines = readFileSync(this.file, 'utf8').split('\n');
    if (lines.pop() !== '') throw new Error(`${this.file} ends in the middle of a line`);
    return lines.map(parseLine);
  }
}

function parseLine(line: string): LedgerLine {
  const [kind, ...fields] = line.split(' ');
  switch (kind) {
    case 'start':
    case 'end': {
      const [runID, task, attempt, pid, launcher, time, rc] = fields;
      const numbers = { runID: Number(runID), attempt: Number(attempt), pid: Number(pid), time: Number(time) };
      const ofAttempt = { ...numbers, task, launcher };
      return kind === 'start' ? { kind, ...ofAttempt } : { kind, ...ofAttempt, rc: Number(rc) };
    }
    case 'up':
    case 'down':
    case 'stopping':
    case 'launcher-killed':
      return { kind, time: Number(fields[0]), launcher: fields[1] };
    default:
      throw new Error(`not a line of a ledger: ${line}`);
  }
}
