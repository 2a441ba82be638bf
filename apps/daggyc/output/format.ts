import type { Command } from 'commander';
import { Option } from 'commander';

/** How data is written to stdout. */
export const FORMATS = ['table', 'wide', 'json', 'jsonl', 'yaml', 'name'] as const;
export type Format = (typeof FORMATS)[number];

/** Adds `-o`; the parsed value is `output`. */
export function addFormat(command: Command, standard: Format = 'table'): Command {
  return command.addOption(
    new Option('-o, --output <format>', 'how to write data to stdout').choices(FORMATS).default(standard),
  );
}

/** The same for commands that write no data unless they are asked for it. */
export function addOptionalFormat(command: Command): Command {
  return command.addOption(
    new Option('-o, --output <format>', 'write the answer to stdout, in this format').choices(FORMATS),
  );
}
