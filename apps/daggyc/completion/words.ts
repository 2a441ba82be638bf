import { Command } from 'commander';
import { COMMANDS } from '../commands';
import type { Session } from '../session';

/** What can be completed after a command's name. */
export interface CommandWords {
  readonly name: string;
  /** `--limit`, `-o`. */
  readonly options: readonly string[];
  /** Options whose values are known. */
  readonly choices: readonly { readonly flags: readonly string[]; readonly values: readonly string[] }[];
  /** What the first argument is. */
  readonly takes: 'run' | 'file' | 'shell' | 'nothing';
}

/** The words of all commands, as they declare themselves. */
export function commandWords(session: Session): readonly CommandWords[] {
  return COMMANDS.map(({ name, load }) => {
    const command = new Command(name);
    load().configure(command, session);
    return wordsOf(command);
  });
}

function wordsOf(command: Command): CommandWords {
  const names = ({ short, long }: { short?: string; long?: string }) =>
    [short, long].filter((flag) => flag !== undefined);
  return {
    name: command.name(),
    options: [...command.options.flatMap(names), '--server', '--help'],
    choices: command.options.flatMap((option) =>
      option.argChoices === undefined ? [] : [{ flags: names(option), values: option.argChoices }],
    ),
    takes: takenBy(command.registeredArguments[0]?.name()),
  };
}

function takenBy(argument: string | undefined): CommandWords['takes'] {
  switch (argument) {
    case 'run':
    case 'runs':
      return 'run';
    case 'file':
    case 'shell':
      return argument;
    default:
      return 'nothing';
  }
}
