/**
 * A machine whose power can be cut: a User-Mode Linux kernel. It sees this host's files as its own, but has a disk, mounted
 * at /mnt, whose file system lives in the guest's memory as far as it was not flushed to the image on the host.
 * Needs the packages user-mode-linux and e2fsprogs, and root.
 */
import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const INIT = join(import.meta.dirname, 'guest-init.sh');
const MEMORY = '768M';
const POLL_MS = 5;
const REPORT_MS = 60_000;

/** Guests that run: they end with this program. */
const running = new Set();
process.on('exit', () => running.forEach((guest) => guest.kill()));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

/** Why guests cannot be had here; undefined when they can. */
export function whyNoGuest() {
  if (process.getuid() !== 0) return 'it needs root';
  for (const program of ['linux.uml', 'mkfs.ext4']) {
    try {
      execFileSync('/bin/sh', ['-c', `PATH=$PATH:/usr/sbin:/sbin; command -v ${program}`], { stdio: 'ignore' });
    } catch {
      return `${program} is not installed (packages user-mode-linux, e2fsprogs)`;
    }
  }
  return undefined;
}

/** A disk of its own and a place for what guests report; several guests may use it, one after the other. */
export class Room {
  path = mkdtempSync(join(tmpdir(), 'daggy-guest-'));
  disk = join(this.path, 'disk');

  constructor() {
    this.newDisk();
  }

  newDisk() {
    rmSync(this.disk, { force: true });
    closeSync(openSync(this.disk, 'w'));
    truncateSync(this.disk, 256 * 1024 * 1024);
    execFileSync('mkfs.ext4', ['-q', '-F', this.disk], {
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
    });
  }

  dispose() {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Boots: `node script args...` runs in the guest. What it writes to the file named by DAGGY_REPORTS survives any cut. */
export class Guest {
  constructor(room, script, args) {
    this.room = room;
    this.reports = join(room.path, 'reports');
    writeFileSync(this.reports, '');
    const quoted = [process.execPath, script, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
    writeFileSync(join(room.path, 'program'), `export DAGGY_REPORTS='${this.reports}'\nexec ${quoted.join(' ')}\n`);
    const kernel = [`mem=${MEMORY}`, 'root=/dev/root', 'rootfstype=hostfs', 'rootflags=/', 'rw', 'quiet', 'panic=-1'];
    const own = [`ubd0=${room.disk}`, `init=${INIT}`, 'con=null', 'con0=null,fd:1', `DAGGY_GUEST=${room.path}`];
    const messages = openSync(join(room.path, 'kernel'), 'w');
    // A group of its own: the kernel's helper processes are to be killed with it.
    this.process = spawn('linux.uml', [...kernel, ...own], { detached: true, stdio: ['ignore', messages, messages] });
    closeSync(messages);
    running.add(this);
    this.ended = new Promise((resolve) => this.process.once('close', resolve)).then(() => running.delete(this));
  }

  /** What was reported so far: an object for each whole line. */
  reported() {
    const lines = readFileSync(this.reports, 'utf8').split('\n');
    return lines.slice(0, -1).map((line) => JSON.parse(line));
  }

  /** The first report that has this field. Rejects with all that is known when the guest ends or takes too long. */
  async report(field) {
    const until = Date.now() + REPORT_MS;
    for (;;) {
      const ended = this.process.exitCode !== null || this.process.signalCode !== null;
      const found = this.reported().find((report) => field in report);
      if (found !== undefined) return found;
      if (ended || Date.now() > until) throw new Error(`the guest did not report ${field}: ${this.said()}`);
      await pause(POLL_MS);
    }
  }

  /** The end of its kernel, at once: what was in its memory is gone. */
  async cutPower() {
    this.kill();
    await this.ended;
  }

  kill() {
    if (this.process.exitCode === null && this.process.signalCode === null) process.kill(-this.process.pid, 'SIGKILL');
  }

  said() {
    const files = ['output', 'kernel'].map((name) => join(this.room.path, name)).filter((file) => existsSync(file));
    return files.map((file) => readFileSync(file, 'utf8')).join('\n');
  }
}
