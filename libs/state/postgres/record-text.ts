import { crc32 } from 'node:zlib';
import type { RunRecord } from '#dag/run/run-record';
import { RUN_STATES, TASK_STATES, type TaskState } from '#dag/run/states';

/** Version of a stored record: JSON of a RunRecord, in which every text and every number comes back as it was. */
export const RECORD_VERSION = 1;

export interface StoredRecord {
  readonly record_version: number;
  /** CRC-32 of the text in UTF-8. */
  readonly record_crc: number;
  readonly record: string;
}

export function storedRecord(record: RunRecord): StoredRecord {
  const text = JSON.stringify(record);
  return { record_version: RECORD_VERSION, record_crc: crc32(text), record: text };
}

/** Throws an Error that names the run when the record is damaged or of a newer version. */
export function readRecord(runID: number, { record_version, record_crc, record: text }: StoredRecord): RunRecord {
  if (record_version !== RECORD_VERSION) {
    throw new Error(`the record of run ${runID} has version ${record_version}; this program reads ${RECORD_VERSION}`);
  }
  if (crc32(text) !== record_crc) throw new Error(`the record of run ${runID} is damaged: its checksum does not fit`);
  const record: unknown = JSON.parse(text);
  if (!isRecord(record) || record.runID !== runID) throw new Error(`the record of run ${runID} is damaged`);
  return record;
}

function isRecord(value: unknown): value is RunRecord {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Partial<Record<keyof RunRecord, unknown>>;
  const { runID, tag, pool, state, submitTime, startTime, stopTime, lastUpdate, taskCount, taskCounts } = record;
  const counts = (taskCounts ?? {}) as Partial<Record<TaskState, unknown>>;
  return (
    [runID, submitTime, lastUpdate, taskCount, ...TASK_STATES.map((name) => counts[name])].every(isNumber) &&
    [startTime, stopTime].every((time) => time === undefined || isNumber(time)) &&
    [tag, pool].every((text) => typeof text === 'string') &&
    RUN_STATES.some((name) => name === state)
  );
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}
