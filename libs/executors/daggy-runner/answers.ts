import { Ajv, type ValidateFunction } from 'ajv';
import { type RunnerTaskList, runnerTaskListSchema, type StartTasksAnswer, startTasksAnswerSchema } from '#wire/runner';
import { RunnerError } from './runner-error';

const ajv = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true, validateFormats: false });

/** Throws a RunnerError for what is no list of tasks. */
export const readTaskList = readerOf<RunnerTaskList>(runnerTaskListSchema);

const readStarts = readerOf<StartTasksAnswer>(startTasksAnswerSchema);

/** Throws a RunnerError for what is no answer to a request to start so many tasks. */
export function readStartAnswer(answer: unknown, count: number): StartTasksAnswer {
  const starts = readStarts(answer);
  if (starts.items.length !== count)
    throw unlikeRunner(`it was sent ${count} tasks and tells of ${starts.items.length}`);
  return starts;
}

/** Nobody knows what whoever gave such an answer has done. */
export function unlikeRunner(why: string): RunnerError {
  return new RunnerError('no-answer', `it does not answer like a daggyr: ${why}`);
}

function readerOf<T>(schema: object): (answer: unknown) => T {
  let check: ValidateFunction | undefined;
  return (answer) => {
    check ??= ajv.compile(withUnknownKeys(schema) as object);
    if (!check(answer)) throw unlikeRunner(ajv.errorsText(check.errors, { dataVar: 'answer' }));
    return answer as T;
  };
}

/** The same schema for a later version of a runner, which may say more. */
function withUnknownKeys(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withUnknownKeys);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).filter(([key, value]) => key !== 'additionalProperties' || value !== false);
  return Object.fromEntries(entries.map(([key, value]) => [key, withUnknownKeys(value)]));
}
