import { randomBytes } from 'node:crypto';
import { existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { socketAddress } from '../socket-address';
import { readLauncherRecord, writeLauncherRecord } from './id-file';
import * as libc from './libc';
import { Link } from './link';
import { Spawner } from './spawner';
import { Starter } from './starter';
import { killAllOf, Marks } from './strays';
import { Supervisor } from './supervisor';

/** How often it asks itself whether anybody needs it still. */
const CHECK_EVERY_MS = 1000;

/** Exit status of a launcher that found another one at work in its folder. */
const ALREADY_THERE = 3;

/**
 * The launcher: a small process that starts, watches and stops the processes of tasks, and outlives the server that
 * gives the orders. Started with the folder that is its own as the only argument; talks over the socket in it.
 */
function main(folder: string): void {
  const lock = openSync(join(folder, 'lock'), 'a', 0o600);
  if (libc.flock(lock, libc.LOCK_EX_NB) !== 0) process.exit(ALREADY_THERE);
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const former = readLauncherRecord(folder);
  const { settledOwner = -1, latestOwner = -1 } = former ?? {};
  const afterReboot = former !== undefined && former.boot !== boot;
  // What a launcher that was killed has left running is nobody's any more: its attempts are lost.
  if (former && !afterReboot) killAllOf(former.id);
  const id = randomBytes(8).toString('hex');
  const note = (settledOwner: number, latestOwner: number) =>
    writeLauncherRecord(folder, { id, boot, settledOwner, latestOwner });
  note(-1, latestOwner);

  // Processes that lose their parent become our children: they can be found, and they are reaped.
  libc.prctl(libc.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  // Sent to whoever holds a lease; its default is to end the process.
  process.on('SIGIO', () => {});
  const starter = new Starter(new Spawner(baseEnvironment()));
  const supervisor: Supervisor = new Supervisor(folder, new Marks(id), starter, (ends) => link.report(ends));
  const link: Link = new Link(
    supervisor,
    { maxFiles: maxFiles(), afterReboot, settledOwner, latestOwner },
    {
      greeted: (owner) => note(-1, owner),
      left: () => leaveIfDone(),
    },
  );

  const address = socketAddress(folder);
  rmSync(address, { force: true });
  link.server.listen(address);
  const leaveIfDone = () => {
    if (!link.forsaken) return;
    // Without its socket nobody can come to it any more, nor fetch what it has.
    const needed = existsSync(address) && !supervisor.idle;
    if (needed) return;
    killAllOf(id);
    // Nothing was lost with this launcher: its successor can say what this one could.
    if (supervisor.idle) note(link.settledOwner, link.latestOwner);
    process.exit(0);
  };
  process.on('SIGCHLD', () => {
    supervisor.sweep();
    leaveIfDone();
  });
  setInterval(leaveIfDone, CHECK_EVERY_MS);
}

/** The server's own variables (DAGGYD_..., what it needs for its store) are not for tasks. */
const PRIVATE = /^(DAGGY|PGPASSWORD$|PGPASSFILE$)/;

function baseEnvironment(): string[] {
  const variables = Object.entries(process.env).filter(([name]) => !PRIVATE.test(name));
  return variables.map(([name, value]) => `${name}=${value}`);
}

function maxFiles(): number {
  const line = readFileSync('/proc/self/limits', 'utf8').match(/^Max open files +(\d+)/m);
  return line ? Number(line[1]) : Infinity;
}

main(process.argv[2]);
