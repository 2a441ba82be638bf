import { resolve } from 'node:path';
import type { WireOrder } from '../protocol';
import { whyNotExecutable, type Unstartable } from './program-path';
import { wayIn } from './sandbox/way-in';
import { asUser } from './user';

/** What is executed: the program, or others that become it one after the other. */
export interface Way {
  readonly file: string;
  readonly command: readonly string[];
}

/** `enter`: see `findEnter`. */
export function wayTo(
  program: string,
  order: WireOrder,
  enter: string | undefined,
): Way | { readonly unstartable: Unstartable } {
  const [, , , , command, , workDir, userID, sandbox] = order;
  const inside = sandbox ? wayIn(sandbox, enter) : { command: [] };
  if ('unstartable' in inside) return inside;
  if (userID >= 0) {
    const user = asUser(userID, program, command, workDir);
    return 'unstartable' in user ? user : wayOf([...inside.command, ...user.command]);
  }
  if (inside.command.length === 0) return { file: program, command };
  // Beforehand, because afterwards those on the way would fail and not the start.
  const obstacle = whyNotExecutable(resolve(workDir || '.', program));
  return obstacle ? { unstartable: obstacle } : wayOf([...inside.command, program, ...command.slice(1)]);
}

function wayOf(command: readonly string[]): Way {
  return { file: command[0], command };
}
