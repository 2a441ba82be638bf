import { openSync } from 'node:fs';
import { ArgumentBlock } from './argument-block';
import * as libc from './libc';

const O_WRONLY_APPEND = 1 | 0o2000;

/** Starts processes: each is the leader of its own session and group, with default signals and only its three files. */
export class Spawner {
  private readonly attributes = Buffer.alloc(libc.ATTR_BYTES);
  private readonly pid = new Int32Array(1);
  private readonly block: ArgumentBlock;

  constructor(baseEnvironment: readonly string[]) {
    this.block = new ArgumentBlock(baseEnvironment);
    libc.attrInit(this.attributes);
    // Node ignores SIGPIPE, and ignored signals are inherited.
    libc.attrSetSigDefault(this.attributes, Buffer.alloc(libc.SIGSET_BYTES, 0xff));
    libc.attrSetSigMask(this.attributes, Buffer.alloc(libc.SIGSET_BYTES));
    libc.attrSetFlags(this.attributes, libc.SPAWN_SETSID | libc.SPAWN_SETSIGDEF | libc.SPAWN_SETSIGMASK);
  }

  /** Returns the pid, or the error number as a negative number. `path` is relative to the actions' directory. */
  spawn(path: string, command: readonly string[], environment: readonly string[], actions: FileActions): number {
    this.block.begin(command, environment, path);
    const error = libc.posixSpawn(
      this.pid,
      this.block.put(path),
      actions.memory,
      this.attributes,
      this.block.command(command),
      this.block.variables(environment),
    );
    return error === 0 ? this.pid[0] : -error;
  }
}

let nothing = -1;

/** Reads as empty. */
function emptyInput(): number {
  if (nothing < 0) nothing = openSync('/dev/null', 'r');
  return nothing;
}

/** What a new process does with its files before it becomes the program. */
export class FileActions {
  readonly memory = Buffer.alloc(libc.ACTIONS_BYTES);

  constructor(
    stdout: string,
    stderr: string,
    readonly workDir: string,
    stdin = emptyInput(),
  ) {
    libc.actionsInit(this.memory);
    libc.actionsAddDup2(this.memory, stdin, 0);
    libc.actionsAddOpen(this.memory, 1, stdout, O_WRONLY_APPEND, 0);
    libc.actionsAddOpen(this.memory, 2, stderr, O_WRONLY_APPEND, 0);
    if (workDir) libc.actionsAddChdir(this.memory, workDir);
    libc.actionsAddCloseFrom(this.memory, 3);
  }

  /** To be called once, when the actions are no longer used. */
  destroy(): void {
    libc.actionsDestroy(this.memory);
  }
}
