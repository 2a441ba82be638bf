import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as libc from '../libc';
import { FileActions, type Spawner } from '../spawner';

/** Path of the program that enter.c became; undefined where it was not built, or for another kind of machine, or DAGGY_WITHOUT_ENTER is set. */
export function findEnter(spawner: Spawner): string | undefined {
  const path = join(__dirname, 'enter');
  if (!existsSync(path) || process.env.DAGGY_WITHOUT_ENTER) return undefined;
  const actions = new FileActions('/dev/null', '/dev/null', '');
  const pid = spawner.spawn(path, [path, '', '0', '--', '/bin/true'], [], actions);
  actions.destroy();
  const status = new Int32Array(1);
  const ended = pid > 0 && libc.wait4(pid, status, 0, new BigInt64Array(libc.RUSAGE_WORDS)) === pid;
  return ended && status[0] === 0 ? path : undefined;
}
