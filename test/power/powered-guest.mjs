/**
 * A guest whose power can be cut: it has a disk, mounted at /mnt, whose file system lives in the guest's memory as far as it
 * was not flushed to the image on the host. Needs the package e2fsprogs, too, and root.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Guest, missingForGuests, quoted } from '../guest/guest.mjs';

const MOUNT_DISK = join(import.meta.dirname, 'mount-disk.sh');
const MEMORY = '768M';
const POLL_MS = 5;
const REPORT_MS = 60_000;

/** Why such guests cannot be had here; undefined when they can. */
export function whyNoGuest() {
  if (process.getuid() !== 0) return 'it needs root';
  const missing = missingForGuests('mkfs.ext4');
  return missing && `${missing} is not installed (packages user-mode-linux, e2fsprogs)`;
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
export class PoweredGuest {
  constructor(room, script, args) {
    this.reports = join(room.path, 'reports');
    writeFileSync(this.reports, '');
    const command = [process.execPath, script, ...args].map(quoted).join(' ');
    const program = `. ${quoted(MOUNT_DISK)}\nexport DAGGY_REPORTS=${quoted(this.reports)}\nexec ${command}\n`;
    const kernelArguments = [`ubd0=${room.disk}`];
    this.guest = new Guest({ folder: room.path, program, memory: MEMORY, kernelArguments });
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
      const ended = this.guest.hasEnded;
      const found = this.reported().find((report) => field in report);
      if (found !== undefined) return found;
      if (ended || Date.now() > until) throw new Error(`the guest did not report ${field}: ${this.guest.said()}`);
      await pause(POLL_MS);
    }
  }

  /** The end of its kernel, at once: what was in its memory is gone. */
  async cutPower() {
    this.guest.kill();
    await this.guest.ended;
  }
}
