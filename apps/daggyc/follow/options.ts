import { setMaxListeners } from 'node:events';
import type { Command } from 'commander';
import { seconds } from '../arguments/numbers';
import type { Session } from '../session';
import type { Patience } from './patience';

const STANDARD_PATIENCE = 300;

export interface PatienceOptions {
  readonly reconnect?: number;
}

/** Adds how long a server is waited for that went away meanwhile. */
export function addPatience(command: Command): Command {
  return command.option(
    '--reconnect <seconds>',
    `how long to wait for a server that went away (default: ${STANDARD_PATIENCE})`,
    seconds,
  );
}

/** Tells people when the server is lost and found. */
export function patienceOf(
  session: Session,
  { reconnect }: PatienceOptions,
  signal: AbortSignal = session.interruption,
): Patience {
  // Each request under way listens.
  setMaxListeners(0, signal);
  return {
    seconds: reconnect ?? STANDARD_PATIENCE,
    signal,
    onLost: (reason) => void session.tell(`${reason} Trying again ...`),
    onBack: () => void session.tell('The server is back.'),
  };
}
