import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { ClientError } from '../client-error';
import { ExitCode } from '../exit-codes';

/** A definition as somebody wrote it. */
export interface Source {
  /** For messages. */
  readonly name: string;
  readonly text: string;
  readonly language: 'json' | 'yaml';
}

/** Reads a file, or standard input for `-`. */
export async function readSource(file: string, stdin: Readable): Promise<Source> {
  const bytes = file === '-' ? await readAll(stdin) : await readNamed(file);
  const name = file === '-' ? 'standard input' : file;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ClientError(ExitCode.USAGE, `${name} is not UTF-8 text.`);
  }
  return { name, text, language: languageOf(file, text) };
}

/** JSON that no extension names begins with a brace; YAML may do so too, but then other JSON readers would refuse it. */
function languageOf(file: string, text: string): Source['language'] {
  if (/\.json$/i.test(file)) return 'json';
  if (/\.ya?ml$/i.test(file)) return 'yaml';
  return text.trimStart().startsWith('{') ? 'json' : 'yaml';
}

async function readNamed(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : message;
    throw new ClientError(ExitCode.USAGE, `Cannot read ${file}: ${reason}.`);
  }
}

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
