import type { RunRecord } from '#dag/run/run-record';
import { RUN_STATES, TASK_STATES, type TaskState } from '#dag/run/states';
import { cellsChecksum } from './checksums';
import { Damage } from './damage';

export type Cell = number | string | Uint8Array | null;

/** The columns of `runs` that hold the record, in the order of its cells; `run_id` comes first. Times are ms since the epoch. */
export const RECORD_COLUMNS = [
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
] as const;

/** What a row of `runs` has besides: the number of events that its journal must add up to, and its checksum. */
export const STORED_COLUMNS = [...RECORD_COLUMNS, 'event_count', 'crc'] as const;

/** The cells of STORED_COLUMNS. */
export function storedCells(record: readonly Cell[], eventCount: number): Cell[] {
  const cells = [...record, eventCount];
  return [...cells, cellsChecksum(cells)];
}

/** The record and the event count of a row of STORED_COLUMNS. Throws Damage. */
export function checkedCells(stored: readonly Cell[]): { record: Cell[]; eventCount: number } {
  const cells = stored.slice(0, -1);
  if (cellsChecksum(cells) !== stored[cells.length]) {
    throw new Damage(`the record of run ${String(stored[0])} is not what was written`);
  }
  return { record: cells.slice(0, -1), eventCount: Number(cells[cells.length - 1]) };
}

const LONE_SURROGATE = /\p{Surrogate}/u;

export function recordCells(record: RunRecord): Cell[] {
  return [
    record.runID,
    // SQLite's texts are UTF-8. One that has no form in it is kept as a blob of UTF-16.
    LONE_SURROGATE.test(record.tag) ? Uint8Array.from(Buffer.from(record.tag, 'utf16le')) : record.tag,
    record.pool,
    record.state,
    record.submitTime,
    record.startTime ?? null,
    record.stopTime ?? null,
    record.lastUpdate,
    record.taskCount,
    ...TASK_STATES.map((state) => record.taskCounts[state]),
    record.idempotency?.key ?? null,
    record.idempotency?.bodyHash ?? null,
  ];
}

/** Throws an Error that names the run and the column when the row is damaged. */
export function readRecord(cells: readonly Cell[]): RunRecord {
  const row = new RowReader(cells);
  const startTime = row.optional('start_time');
  const stopTime = row.optional('stop_time');
  const state = RUN_STATES.find((name) => name === row.text('state'));
  if (state === undefined) throw row.damaged('state');
  const counts = TASK_STATES.map((name): [TaskState, number] => [name, row.number(name.toLowerCase())]);
  return {
    runID: row.number('run_id'),
    tag: row.text('tag'),
    pool: row.text('pool'),
    state,
    submitTime: row.number('submit_time'),
    ...(startTime === undefined ? {} : { startTime }),
    ...(stopTime === undefined ? {} : { stopTime }),
    lastUpdate: row.number('last_update'),
    taskCount: row.number('task_count'),
    taskCounts: Object.fromEntries(counts) as Record<TaskState, number>,
    ...(row.cell('idempotency_key') === null
      ? {}
      : { idempotency: { key: row.text('idempotency_key'), bodyHash: row.text('body_hash') } }),
  };
}

const PLACES = new Map<string, number>(RECORD_COLUMNS.map((column, place) => [column, place]));

class RowReader {
  constructor(private readonly cells: readonly Cell[]) {}

  cell(column: string): Cell {
    return this.cells[PLACES.get(column) ?? -1] ?? null;
  }

  number(column: string): number {
    const cell = this.cell(column);
    if (typeof cell !== 'number') throw this.damaged(column);
    return cell;
  }

  optional(column: string): number | undefined {
    return this.cell(column) === null ? undefined : this.number(column);
  }

  text(column: string): string {
    const cell = this.cell(column);
    if (cell instanceof Uint8Array) return Buffer.from(cell).toString('utf16le');
    if (typeof cell !== 'string') throw this.damaged(column);
    return cell;
  }

  damaged(column: string): Error {
    return new Error(`the record of run ${String(this.cells[0])} is damaged (column ${column})`);
  }
}
