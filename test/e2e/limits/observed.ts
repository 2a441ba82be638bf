import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { describeWith } from '../../support/describe-with';

const OBSERVE = join(__dirname, 'observe.mjs');
const RUN_IN_GUEST = join(__dirname, '../../guest/run-in-guest.mjs');
const MOST_SECONDS = 180;
const DISK_BYTES = 16 * 1024 * 1024;

type Where = 'here' | 'guest' | undefined;

/** As `describe`, with what observe.mjs has seen: on this host if its kernel can limit tasks, else in a guest. */
export function observeLimits<Seen>(name: string, body: (seen: () => Seen, where: () => Where) => void): void {
  const where = placeToLook();
  describeWith('user-mode-linux', where !== undefined, name, () => {
    let seen: Seen;
    beforeAll(async () => {
      seen = await observe<Seen>(where);
    }, 1000 * MOST_SECONDS);
    body(
      () => seen,
      () => where,
    );
  });
}

function placeToLook(): Where {
  if (process.getuid?.() !== 0) return undefined;
  try {
    const controllers = readFileSync('/sys/fs/cgroup/cgroup.controllers', 'utf8').split(/\s/);
    if (['cpu', 'io', 'memory', 'pids'].every((each) => controllers.includes(each))) return 'here';
  } catch {
    // No cgroup v2 there.
  }
  return canBoot() ? 'guest' : undefined;
}

function canBoot(): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'linux.uml')));
}

async function observe<Seen>(where: Where): Promise<Seen> {
  const folder = mkdtempSync(join(tmpdir(), 'daggy-limits-'));
  const [result, disk] = [join(folder, 'seen.json'), join(folder, 'disk')];
  writeFileSync(disk, '');
  truncateSync(disk, DISK_BYTES);
  const program = [process.execPath, OBSERVE, result];
  const [file, ...args] =
    where === 'here'
      ? program
      : [process.execPath, RUN_IN_GUEST, '--disk', disk, '--seconds', String(MOST_SECONDS - 10), '--', ...program];
  try {
    await promisify(execFile)(file, args);
    const seen = JSON.parse(readFileSync(result, 'utf8')) as Record<string, { readonly failed?: string }>;
    const failures = Object.entries(seen).filter(([, { failed }]) => failed !== undefined);
    if (failures.length > 0) throw new Error(failures.map(([name, { failed }]) => `${name}: ${failed}`).join('\n'));
    return seen as Seen;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
