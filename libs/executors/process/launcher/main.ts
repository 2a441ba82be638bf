import { randomBytes } from 'node:crypto';
import { existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { socketAddress } from '../socket-address';
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
  const idFile = join(folder, 'id');
  const { afterReboot, settledOwner } = endPredecessor(idFile, boot);
  const id = randomBytes(8).toString('hex');
  writeFileSync(idFile, `${id} ${boot}`, { mode: 0o600 });

  // Processes that lose their parent become our children: they can be found, and they are reaped.
  libc.prctl(libc.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  // Sent to whoever holds a lease; its default is to end the process.
  process.on('SIGIO', () => {});
  const starter = new Starter(new Spawner(baseEnvironment()));
  const supervisor: Supervisor = new Supervisor(folder, new Marks(id), starter, (ends) => link.report(ends));
  const link: Link = new Link(supervisor, { maxFiles: maxFiles(), afterReboot, settledOwner }, () => leaveIfDone());
  process.on('SIGCHLD', () => supervisor.sweep());

  const address = socketAddress(folder);
  rmSync(address, { force: true });
  link.server.listen(address);
  const leaveIfDone = () => {
    // Without its socket nobody can come to it any more, nor fetch what it has.
    const needed = existsSync(address) && !supervisor.idle;
    if (needed || !link.forsaken) return;
    killAllOf(id);
    // Nothing was lost with this launcher: its successor can say what this one could.
    if (supervisor.idle) writeFileSync(idFile, `${id} ${boot} ${link.settledOwner}`);
    process.exit(0);
  };
  setInterval(leaveIfDone, CHECK_EVERY_MS);
}

/** What a launcher leaves to the next one of its folder. */
interface Legacy {
  /** It ran before the host was restarted. */
  readonly afterReboot: boolean;
  /** The latest owner that began with it, if it ended in order; else -1. */
  readonly settledOwner: number;
}

/** What a launcher that was killed has left running is nobody's any more: its attempts are lost. */
function endPredecessor(idFile: string, boot: string): Legacy {
  let text: string;
  try {
    text = readFileSync(idFile, 'utf8');
  } catch {
    return { afterReboot: false, settledOwner: -1 };
  }
  const [id, itsBoot, settledOwner = '-1'] = text.split(' ');
  if (itsBoot === boot) killAllOf(id);
  return { afterReboot: itsBoot !== boot, settledOwner: Number(settledOwner) };
}

/** The server's own variables (DAGGYD_..., tokens among them) are not for tasks. */
function baseEnvironment(): string[] {
  const variables = Object.entries(process.env).filter(([name]) => !name.startsWith('DAGGY'));
  return variables.map(([name, value]) => `${name}=${value}`);
}

function maxFiles(): number {
  const line = readFileSync('/proc/self/limits', 'utf8').match(/^Max open files +(\d+)/m);
  return line ? Number(line[1]) : Infinity;
}

main(process.argv[2]);
