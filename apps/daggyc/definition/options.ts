import { type Command, InvalidArgumentError } from 'commander';
import { collect } from '../arguments/lists';
import type { Session } from '../session';
import { buildDefinition } from './build';
import { type Changes, splitAssignment } from './changes';
import { withPlaces } from './problems';
import { readSource } from './source';

/** Adds the file of a definition and what changes it. */
export function addDefinition(command: Command): Command {
  return command
    .argument('<file>', 'definition as JSON or YAML; - for standard input')
    .option('--param <name=value>', 'set a parameter; again for an array of values', assignment)
    .option('--tag <text>', 'set the tag');
}

/** Sends a definition; what the server has against it is thrown with the places in the file. */
export async function sendDefinition<T>(
  session: Session,
  file: string,
  changes: Changes,
  send: (definition: string) => Promise<T>,
): Promise<T> {
  const source = await readSource(file, session.stdin);
  const definition = await buildDefinition(source, changes);
  try {
    return await send(definition);
  } catch (error) {
    throw await withPlaces(error, source);
  }
}

function assignment(text: string, before?: readonly string[]): readonly string[] {
  if (splitAssignment(text)[0] === '' || !text.includes('=')) throw new InvalidArgumentError('Write NAME=value.');
  return collect(text, before);
}
