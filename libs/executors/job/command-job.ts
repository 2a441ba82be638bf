import type { Job, Json } from '#dag/spec/dag-spec';
import { NearestName } from '#dag/spec/nearest-name';
import { pointerTo, type Problem } from '#dag/spec/problem';
import { checkEnvironment, NUL, readEnvironment } from './environment';
import { splitWords } from './split-words';

/** What every executor that runs commands needs to know of a job. */
export interface CommandJob {
  /** Program and arguments. */
  readonly command: readonly string[];
  /** NAME=value, each name once. */
  readonly environment: readonly string[];
  /** Absolute; "" for the executor's own. */
  readonly workDir: string;
}

export type FieldCheck = (value: Json, pointer: string) => readonly Problem[];

/** Field -> its check; what an executor knows beside the fields of all command jobs. */
export type FurtherFields = Readonly<Record<string, FieldCheck>>;

const COMMAND_FIELDS: FurtherFields = {
  command: checkCommand,
  commandString: checkCommandString,
  environment: checkEnvironment,
  workDir: checkWorkDir,
};

/** All that is wrong with a job that runs a command; pointers are relative to the job. */
export function checkCommandJob(job: Job, further: FurtherFields = {}): Problem[] {
  const fields: FurtherFields = { ...COMMAND_FIELDS, ...further };
  const names = Object.keys(fields);
  const problems = Object.entries(job).flatMap(([name, value]) => {
    const pointer = pointerTo('', name);
    if (Object.hasOwn(fields, name)) return fields[name](value, pointer);
    const hint = new NearestName().hint(name, names) || ` Known ones: ${names.join(', ')}.`;
    return [{ pointer, message: `Unknown field ${JSON.stringify(name)}.${hint}` }];
  });
  const given = ['command', 'commandString'].filter((name) => Object.hasOwn(job, name));
  if (given.length === 0) problems.push({ pointer: '', message: 'Needs either "command" or "commandString".' });
  if (given.length === 2) {
    problems.push({ pointer: '/commandString', message: 'Give either "command" or "commandString", not both.' });
  }
  return problems;
}

/** Reads a job that `checkCommandJob` found nothing wrong with. */
export function readCommandJob(job: Job): CommandJob {
  const { command, commandString, environment, workDir } = job;
  return {
    command: command === undefined ? (splitWords(commandString as string) ?? []) : (command as string[]),
    environment: readEnvironment(environment),
    workDir: typeof workDir === 'string' ? workDir : '',
  };
}

function checkCommand(value: Json, pointer: string): Problem[] {
  if (!Array.isArray(value) || value.length === 0) {
    return [{ pointer, message: 'Must be an array of strings: the program, then its arguments.' }];
  }
  return value.flatMap((word: Json, index) => {
    const place = pointerTo(pointer, index);
    if (typeof word !== 'string') return [{ pointer: place, message: 'Must be a string.' }];
    if (word.includes('\0')) return [{ pointer: place, message: NUL }];
    return index === 0 && word === '' ? [{ pointer: place, message: 'The program must not be empty.' }] : [];
  });
}

function checkCommandString(value: Json, pointer: string): Problem[] {
  if (typeof value !== 'string') return [{ pointer, message: 'Must be a string.' }];
  if (value.includes('\0')) return [{ pointer, message: NUL }];
  const words = splitWords(value);
  if (!words) {
    return [{ pointer, message: 'Unbalanced quotes: a quote is not closed, or nothing follows the last backslash.' }];
  }
  return words.length === 0 || words[0] === '' ? [{ pointer, message: 'The program must not be empty.' }] : [];
}

function checkWorkDir(value: Json, pointer: string): Problem[] {
  if (typeof value !== 'string' || !value.startsWith('/')) return [{ pointer, message: 'Must be an absolute path.' }];
  return value.includes('\0') ? [{ pointer, message: NUL }] : [];
}
