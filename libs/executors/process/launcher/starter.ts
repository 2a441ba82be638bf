import { constants } from 'node:os';
import { resolve } from 'node:path';
import type { WireOrder } from '../protocol';
import { ProgramPath, whyNotExecutable, type Unstartable } from './program-path';
import { Sandboxes } from './sandbox/sandboxes';
import type { Slot } from './slot';
import type { Spawner } from './spawner';
import { explainSpawnError, isPassing, whyNotWorkDir } from './spawn-errors';
import { wayTo, type Way } from './way-to-program';

const { errno } = constants;

const BLAMED_ON_PROGRAM = new Set([errno.ENOENT, errno.EACCES]);

/** What came of an order: a running process, a reason why there will never be one, or neither for the moment. */
export type Started =
  | { readonly pid: number; readonly init?: number }
  | { readonly unstartable: Unstartable }
  | { readonly passing: Unstartable };

/** Turns orders into processes. */
export class Starter {
  private readonly programs = new ProgramPath();
  private readonly basePath = process.env['PATH'];
  /** From the first order of one on. */
  private sandboxes: Sandboxes | undefined;

  constructor(private readonly spawner: Spawner) {}

  start(order: WireOrder, mark: string, slot: Slot): Started {
    const [, , , , command, environment, workDir, , sandbox] = order;
    const obstacle = whyNotWorkDir(workDir);
    if (obstacle) return { unstartable: obstacle };
    const program = this.programs.find(command[0], this.pathIn(environment), workDir);
    if (typeof program !== 'string') return { unstartable: program };
    if (sandbox) this.sandboxes ??= new Sandboxes(this.spawner);
    const way = wayTo(program, order, this.sandboxes?.enter);
    if ('unstartable' in way) return way;
    const spawn = () => this.spawn(way, [mark, ...environment], workDir, slot);
    return sandbox && this.sandboxes ? this.sandboxes.startWithin(sandbox, mark, spawn) : spawn();
  }

  private spawn({ file, command }: Way, variables: readonly string[], workDir: string, slot: Slot): Started {
    let result: number;
    try {
      result = this.spawner.spawn(file, command, variables, slot.prepare(workDir));
      if (BLAMED_ON_PROGRAM.has(-result) && !whyNotExecutable(resolve(workDir || '.', file))) {
        // The program is fine: perhaps an earlier task made the slot's files unusable, which looks the same.
        slot.discard();
        result = this.spawner.spawn(file, command, variables, slot.prepare(workDir));
      }
      if (-result === errno.ENOEXEC) {
        // A script without #! is the shell's, as execvp(3) has it.
        const script = ['/bin/sh', file, ...command.slice(1)];
        result = this.spawner.spawn('/bin/sh', script, variables, slot.prepare(workDir));
      }
    } catch (error) {
      return { passing: { rc: 126, reason: `no file for its output could be made: ${String(error)}` } };
    }
    if (result > 0) return { pid: result };
    const why = explainSpawnError(-result, file, command[0], workDir);
    return isPassing(-result) ? { passing: why } : { unstartable: why };
  }

  private pathIn(environment: readonly string[]): string | undefined {
    for (const entry of environment) if (entry.startsWith('PATH=')) return entry.slice(5);
    return this.basePath;
  }
}
