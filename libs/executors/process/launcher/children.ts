import * as libc from './libc';

/** What the kernel says of an ended child. */
export interface ChildEnd {
  readonly pid: number;
  readonly rc: number;
  readonly signalled: boolean;
  readonly cpuMicroseconds: number;
  readonly maxRssKB: number;
}

const info = new Int32Array(libc.SIGINFO_WORDS);
const status = new Int32Array(1);
const usage = new BigInt64Array(libc.RUSAGE_WORDS);
const usageWords = new Int32Array(usage.buffer);

/** Pid of a child that has ended and was not reaped yet, so that its number still means it; 0 when there is none. */
export function endedChild(): number {
  info[libc.SIGINFO_PID] = 0;
  const failed = libc.waitid(libc.P_ALL, 0, info, libc.WEXITED | libc.WNOHANG | libc.WNOWAIT) !== 0;
  return failed ? 0 : info[libc.SIGINFO_PID];
}

/** Whether this child of ours, not reaped yet, is still alive. */
export function isAlive(pid: number): boolean {
  info[libc.SIGINFO_PID] = 0;
  const failed = libc.waitid(libc.P_PID, pid, info, libc.WEXITED | libc.WNOHANG | libc.WNOWAIT) !== 0;
  return !failed && info[libc.SIGINFO_PID] === 0;
}

/** Takes an ended child's status; from here on its number may be given to another process. */
export function reap(pid: number): ChildEnd {
  libc.wait4(pid, status, libc.WNOHANG, usage);
  const signal = status[0] & 0x7f;
  // Seconds and microseconds as 32-bit words: the low halves of ru_utime, ru_stime and ru_maxrss.
  const seconds = usageWords[0] + usageWords[4];
  const microseconds = usageWords[2] + usageWords[6];
  return {
    pid,
    rc: signal ? 128 + signal : (status[0] >> 8) & 0xff,
    signalled: signal !== 0,
    cpuMicroseconds: seconds * 1e6 + microseconds,
    maxRssKB: usageWords[8] >>> 0,
  };
}

/** Whether a process group has any member. */
export function groupExists(group: number): boolean {
  return libc.kill(-group, 0) === 0;
}
