import { crc32 } from 'node:zlib';
import type { RunRecord } from '#dag/run/run-record';
import { RUN_STATES, TASK_STATES, type TaskState } from '#dag/run/states';

/**
 * The fields of a run's hash that hold its record. Times are ms since the epoch. `tag` and `idempotency_key` are JSON: they
 * may hold what has no form in UTF-8. What a run does not have is empty. `record_crc` is CRC-32 of all before it, as a JSON
 * array. Beside them: `event_count`, what the journal must add up to, and `document_crc`, CRC-32 of the definition.
 */
export const RECORD_FIELDS = [
  'run_id',
  'tag',
  'pool',
  'state',
  'submit_time',
  'start_time',
  'stop_time',
  'last_update',
  'task_count',
  ...TASK_STATES.map((state) => state.toLowerCase()),
  'idempotency_key',
  'body_hash',
  'record_crc',
] as const;

/** Values in the order of RECORD_FIELDS. */
export function recordValues(record: RunRecord): string[] {
  const { idempotency } = record;
  const values = [
    String(record.runID),
    JSON.stringify(record.tag),
    record.pool,
    record.state,
    String(record.submitTime),
    String(record.startTime ?? ''),
    String(record.stopTime ?? ''),
    String(record.lastUpdate),
    String(record.taskCount),
    ...TASK_STATES.map((state) => String(record.taskCounts[state])),
    idempotency === undefined ? '' : JSON.stringify(idempotency.key),
    idempotency?.bodyHash ?? '',
  ];
  return [...values, checksum(values)];
}

/** `values`: as Redis gives them, null for a field that is not there. Throws an Error that names the run and the field. */
export function readRecord(runID: number, values: readonly (string | null)[]): RunRecord {
  const fields = new FieldReader(runID, values);
  if (fields.text('run_id') !== String(runID)) throw fields.damaged('run_id');
  const startTime = fields.optional('start_time');
  const stopTime = fields.optional('stop_time');
  const state = RUN_STATES.find((name) => name === fields.text('state'));
  if (state === undefined) throw fields.damaged('state');
  if (fields.text('record_crc') !== checksum(values.slice(0, CHECKED_FIELDS))) throw fields.damaged('record_crc');
  const counts = TASK_STATES.map((name): [TaskState, number] => [name, fields.number(name.toLowerCase())]);
  return {
    runID,
    tag: fields.json('tag'),
    pool: fields.text('pool'),
    state,
    submitTime: fields.number('submit_time'),
    ...(startTime === undefined ? {} : { startTime }),
    ...(stopTime === undefined ? {} : { stopTime }),
    lastUpdate: fields.number('last_update'),
    taskCount: fields.number('task_count'),
    taskCounts: Object.fromEntries(counts) as Record<TaskState, number>,
    ...(fields.text('idempotency_key') === ''
      ? {}
      : { idempotency: { key: fields.json('idempotency_key'), bodyHash: fields.text('body_hash') } }),
  };
}

const CHECKED_FIELDS = RECORD_FIELDS.length - 1;

function checksum(values: readonly (string | null)[]): string {
  return String(crc32(JSON.stringify(values)));
}

const PLACES = new Map<string, number>(RECORD_FIELDS.map((field, place) => [field, place]));

class FieldReader {
  constructor(
    private readonly runID: number,
    private readonly values: readonly (string | null)[],
  ) {}

  text(field: string): string {
    const value = this.values[PLACES.get(field) ?? -1];
    if (typeof value !== 'string') throw this.damaged(field);
    return value;
  }

  number(field: string): number {
    const text = this.text(field);
    const number = Number(text);
    if (text === '' || !Number.isFinite(number)) throw this.damaged(field);
    return number;
  }

  optional(field: string): number | undefined {
    return this.text(field) === '' ? undefined : this.number(field);
  }

  json(field: string): string {
    try {
      const value: unknown = JSON.parse(this.text(field));
      if (typeof value === 'string') return value;
    } catch {
      // Damaged, as is another type.
    }
    throw this.damaged(field);
  }

  damaged(field: string): Error {
    return new Error(`the record of run ${this.runID} is damaged (field ${field})`);
  }
}
