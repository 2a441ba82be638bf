import type { Command } from 'commander';
import type { Session } from '../session';
import { positiveInteger } from './numbers';

const STANDARD_LIMIT = 50;

export interface ListOptions {
  readonly limit?: number;
  readonly all?: boolean;
}

/** Adds what says how much of a list is wanted. */
export function addListOptions(command: Command): Command {
  return command
    .option('--limit <n>', `most items (default: ${STANDARD_LIMIT})`, positiveInteger)
    .option('--all', 'all items, however many');
}

export function limitOf({ limit, all }: ListOptions): number {
  return all ? Infinity : (limit ?? STANDARD_LIMIT);
}

/** Says so when a list was cut. */
export async function tellMore(session: Session, more: boolean): Promise<void> {
  if (more) await session.tell('There is more: --limit N or --all shows it.');
}

/** Parser of an option that may be given several times. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
