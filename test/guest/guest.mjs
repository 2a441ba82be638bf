/**
 * A machine in a process: a User-Mode Linux kernel with one processor and cgroup v2 with all controllers. It sees this host's
 * files as its own, writes included, but has its own /proc, /sys, /run and /dev/shm, and no network but loopback.
 * Needs the package user-mode-linux.
 */
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const INIT = join(import.meta.dirname, 'init.sh');

/** Guests that run: they end with this program. */
const running = new Set();
process.on('exit', () => running.forEach((guest) => guest.kill()));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

/** Which of these programs (beside the kernel) is not installed here, if any. */
export function missingForGuests(...programs) {
  return ['linux.uml', ...programs].find((program) => {
    try {
      execFileSync('/bin/sh', ['-c', `PATH=$PATH:/usr/sbin:/sbin; command -v ${program}`], { stdio: 'ignore' });
      return false;
    } catch {
      return true;
    }
  });
}

/** In single quotes, as a shell reads it. */
export function quoted(word) {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

export class Guest {
  /**
   * Boots. `folder`: its own on this host; what the program prints goes to `output` there, what the kernel says to `kernel`,
   * and the program's exit code to `rc`. `program`: lines for a shell. `kernelArguments`: further ones.
   */
  constructor({ folder, program, memory, kernelArguments = [] }) {
    this.folder = folder;
    writeFileSync(join(folder, 'program'), program);
    const kernel = [`mem=${memory}`, 'root=/dev/root', 'rootfstype=hostfs', 'rootflags=/', 'rw', 'quiet', 'panic=-1'];
    const own = [...kernelArguments, `init=${INIT}`, 'con=null', 'con0=null,fd:1', `DAGGY_GUEST=${folder}`];
    const messages = openSync(join(folder, 'kernel'), 'w');
    // A group of its own: the kernel's helper processes are to be killed with it.
    this.process = spawn('linux.uml', [...kernel, ...own], { detached: true, stdio: ['ignore', messages, messages] });
    closeSync(messages);
    running.add(this);
    this.ended = new Promise((resolve) => this.process.once('close', resolve)).then(() => running.delete(this));
  }

  get hasEnded() {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  /** The end of its kernel, at once: what was in its memory is gone. */
  kill() {
    if (!this.hasEnded) process.kill(-this.process.pid, 'SIGKILL');
  }

  /** All that it said. */
  said() {
    return ['output', 'kernel'].map((name) => this.fileText(name)).join('\n');
  }

  fileText(name) {
    const file = join(this.folder, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }
}
