import { ClientError } from '../client-error';
import { ExitCode } from '../exit-codes';
import type { Changes } from './changes';
import { applyChanges, isEmpty } from './changes';
import type { Source } from './source';

/** The JSON to send for a source and what the command line changes of it. JSON without changes is sent byte for byte. */
export async function buildDefinition(source: Source, changes: Changes): Promise<string> {
  if (source.language === 'yaml') return JSON.stringify(applyChanges(await readYaml(source), changes));
  if (isEmpty(changes)) return source.text;
  let value: unknown;
  try {
    value = JSON.parse(source.text);
  } catch {
    // The server's explanation says more than JSON.parse does.
    return source.text;
  }
  return JSON.stringify(applyChanges(value, changes));
}

async function readYaml({ name, text }: Source): Promise<unknown> {
  const { LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problems = document.errors.map(({ pos, message }) => {
    const { line, col } = lines.linePos(pos[0]);
    return `  ${name}:${line}:${col}: ${message}`;
  });
  if (problems.length > 0) throw new ClientError(ExitCode.USAGE, `This is not YAML:\n${problems.join('\n')}`);
  try {
    return document.toJS();
  } catch (error) {
    throw new ClientError(ExitCode.USAGE, `${name} cannot be used: ${(error as Error).message}.`);
  }
}
