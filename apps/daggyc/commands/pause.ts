import type { Command } from 'commander';
import { runStateCommand } from '../change/change-run';
import type { Session } from '../session';

export function configure(command: Command, session: Session): void {
  runStateCommand(command, session, 'PAUSED');
}
