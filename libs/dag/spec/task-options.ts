import type { RetryBackoff, TaskSpec } from './dag-spec';
import type { Findings, NumberRule } from './field-reader';
import { FieldReader } from './field-reader';
import { place } from './problem-list';

const TEN_YEARS = 315_360_000;
const SECONDS: NumberRule = { min: 0, max: TEN_YEARS, unit: 'seconds (10 years)' };
const MORE_THAN_0_SECONDS: NumberRule = { ...SECONDS, aboveMin: true };
const RETRIES: NumberRule = { integer: true, min: 0, max: 1_000_000 };
const FACTOR: NumberRule = { min: 1, max: 1_000_000 };
const PRIORITY: NumberRule = { integer: true, min: -2_147_483_648, max: 2_147_483_647 };

const BACKOFF_FIELDS: ReadonlySet<string> = new Set(['factor', 'maxSeconds']);

/** What a task says beside its job, its edges and where it runs. */
export type TaskOptions = Omit<TaskSpec, 'name' | 'job' | 'pool'>;

export function readTaskOptions(fields: FieldReader, findings: Findings): TaskOptions {
  const interval = fields.number('retryIntervalSeconds', SECONDS);
  const older = fields.number('retry', SECONDS);
  if (fields.has('retry') && fields.has('retryIntervalSeconds')) {
    const message = '"retry" is the older name of "retryIntervalSeconds"; give one of them, not both.';
    findings.problems.add(place(fields.pointer, 'retry'), message);
  }
  const retryBackoff = readBackoff(fields, findings);
  const timeoutSeconds = fields.number('timeoutSeconds', MORE_THAN_0_SECONDS);
  const options: TaskOptions = {
    maxRetries: fields.number('maxRetries', RETRIES) ?? 0,
    retryIntervalSeconds: interval ?? older ?? 0,
    isGenerator: fields.boolean('isGenerator') ?? false,
    priority: fields.number('priority', PRIORITY) ?? 0,
  };
  if (retryBackoff === undefined && timeoutSeconds === undefined) return options;
  return { ...options, ...(retryBackoff && { retryBackoff }), ...(timeoutSeconds !== undefined && { timeoutSeconds }) };
}

function readBackoff(task: FieldReader, findings: Findings): RetryBackoff | undefined {
  const object = task.objectAt('retryBackoff');
  if (object === undefined) return undefined;
  const fields = new FieldReader(object, place(task.pointer, 'retryBackoff'), findings);
  fields.refuseUnknown(BACKOFF_FIELDS, 'retryBackoff');
  const factor = fields.number('factor', FACTOR);
  const maxSeconds = fields.number('maxSeconds', SECONDS);
  for (const field of BACKOFF_FIELDS) {
    if (fields.has(field)) continue;
    findings.problems.add(fields.pointer, `"${field}" is missing; retryBackoff needs "factor" and "maxSeconds".`);
  }
  return factor === undefined || maxSeconds === undefined ? undefined : { factor, maxSeconds };
}
