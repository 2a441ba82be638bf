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

/** A check for jobs that run a command; it finds all that is wrong, with pointers relative to the job. */
export function commandJobCheck(further: FurtherFields = {}): (job: Job) => Problem[] {
  const fields = new Map(Object.entries({ ...COMMAND_FIELDS, ...further }));
  return (job) => {
    const problems: Problem[] = [];
    for (const name of Object.keys(job)) {
      const check = fields.get(name);
      if (check) problems.push(...check(job[name], `/${name}`));
      else problems.push(unknownField(name, [...fields.keys()]));
    }
    const { command, commandString } = job;
    if (command === undefined && commandString === undefined) {
      problems.push({ pointer: '', message: 'Needs either "command" or "commandString".' });
    } else if (command !== undefined && commandString !== undefined) {
      problems.push({ pointer: '/commandString', message: 'Give either "command" or "commandString", not both.' });
    }
    return problems;
  };
}

function unknownField(name: string, known: readonly string[]): Problem {
  const hint = new NearestName().hint(name, known) || ` Known ones: ${known.join(', ')}.`;
  return { pointer: pointerTo('', name), message: `Unknown field ${JSON.stringify(name)}.${hint}` };
}

/** Reads a job that a check by `commandJobCheck` found nothing wrong with. */
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
  const problems: Problem[] = [];
  value.forEach((word: Json, index) => {
    const message = wrongWord(word, index === 0);
    if (message !== undefined) problems.push({ pointer: pointerTo(pointer, index), message });
  });
  return problems;
}

function wrongWord(word: Json, isProgram: boolean): string | undefined {
  if (typeof word !== 'string') return 'Must be a string.';
  if (word.includes('\0')) return NUL;
  return isProgram && word === '' ? 'The program must not be empty.' : undefined;
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
