import type { Command } from 'commander';
import type { Session } from './session';

/** Declares the arguments and options of a command and what it does. */
export type Configure = (command: Command, session: Session) => void;

export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Only the module of the command that was asked for is loaded. */
  readonly load: () => { readonly configure: Configure };
}

/* eslint-disable @typescript-eslint/no-require-imports -- import() would start Node's loader of ES modules, some 8 ms at every call. */

/** All commands, in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: 'submit', summary: 'submit a run', load: () => require('./commands/submit') },
  { name: 'validate', summary: 'check a definition, run nothing', load: () => require('./commands/validate') },
  { name: 'list', summary: 'list runs, newest first', load: () => require('./commands/list') },
  { name: 'get', summary: 'show a run, a task, or a definition', load: () => require('./commands/get') },
  { name: 'tasks', summary: 'list the tasks of a run', load: () => require('./commands/tasks') },
  { name: 'logs', summary: 'show what tasks wrote', load: () => require('./commands/logs') },
  { name: 'watch', summary: 'show the progress of a run until its end', load: () => require('./commands/watch') },
  { name: 'wait', summary: 'wait for the end of a run', load: () => require('./commands/wait') },
  { name: 'retry', summary: 'queue failed or chosen tasks again', load: () => require('./commands/retry') },
  { name: 'kill', summary: 'kill a run or tasks', load: () => require('./commands/kill') },
  { name: 'pause', summary: 'start nothing new of a run', load: () => require('./commands/pause') },
  { name: 'resume', summary: 'go on with a paused run', load: () => require('./commands/resume') },
  { name: 'complete', summary: 'mark tasks as completed by hand', load: () => require('./commands/complete') },
  { name: 'delete', summary: 'remove finished runs and their output', load: () => require('./commands/delete') },
  { name: 'pools', summary: 'list executors and what they do', load: () => require('./commands/pools') },
  { name: 'graph', summary: 'draw the graph of a run', load: () => require('./commands/graph') },
  { name: 'completion', summary: 'print a script that completes daggyc', load: () => require('./commands/completion') },
  { name: 'version', summary: 'print versions', load: () => require('./commands/version') },
];
