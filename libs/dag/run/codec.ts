import { EVENT_VERSION, type AttemptFinished, type NextState, type RunEvent, type TaskRange } from './events';
import { CAUSES, type Outcome, type Resources } from './outcome';
import { RUN_STATES } from './states';

/**
 * Stored form of events, version 1: a JSON array with one array `[code, time, ...]` for each event. The time of an
 * event is the difference to the event before it in the same text (to 0 for the first). Fields at the end that have
 * their default, written as 0, are left out. Times are whole ms, so that differences are exact.
 *
 * A code is the index into this list: append to it, never reorder it.
 */
const CODES = [
  'submitted',
  'run-state',
  'run-stopping',
  'tasks-added',
  'attempt-started',
  'attempt-finished',
  'task-stopping',
  'tasks-reset',
  'tasks-killed',
  'tasks-completed',
] as const satisfies readonly RunEvent['type'][];

const CODE_OF = Object.fromEntries(CODES.map((type, code) => [type, code])) as Record<RunEvent['type'], number>;

/** How `next` is written: the index into this list, or `[delay in ms after the event]` for a retry. */
const NEXT_STATES = ['COMPLETED', 'ERRORED', 'KILLED'] as const;

/** The text for any number of events, none included. Store EVENT_VERSION beside it. */
export function encodeEvents(events: readonly RunEvent[]): string {
  const list = new Array<readonly unknown[]>(events.length);
  let previous = 0;
  for (const [i, event] of events.entries()) {
    list[i] = encodeEvent(event, event.time - previous);
    previous = event.time;
  }
  return JSON.stringify(list);
}

function encodeEvent(event: RunEvent, delay: number): readonly unknown[] {
  const code = CODE_OF[event.type];
  switch (event.type) {
    case 'submitted':
    case 'run-stopping':
      return [code, delay];
    case 'run-state':
      return [code, delay, RUN_STATES.indexOf(event.state)];
    case 'tasks-added':
      return [code, delay, event.generator, event.document];
    case 'attempt-started':
      return [code, delay, event.task, event.attempt];
    case 'attempt-finished':
      return encodeEnd(event, code, delay);
    case 'task-stopping':
      return [code, delay, event.task];
    case 'tasks-reset':
    case 'tasks-killed':
    case 'tasks-completed':
      return [code, delay, event.tasks.flat()];
  }
}

function encodeEnd({ time, task, attempt, result, next }: AttemptFinished, code: number, delay: number): unknown[] {
  const { outcome, startTime, stopTime, executorLog, resources } = result;
  const fields = [
    code,
    delay,
    task,
    attempt,
    next.state === 'RETRY' ? [next.retryAt - time] : NEXT_STATES.indexOf(next.state),
    CAUSES.indexOf(outcome.cause),
    'rc' in outcome ? outcome.rc : 0,
    time - startTime,
    stopTime - startTime,
    result.outputBytes,
    result.errorBytes,
    result.truncated ? 1 : 0,
    executorLog === '' ? 0 : executorLog,
    resources === undefined ? 0 : encodeResources(resources),
  ];
  let used = fields.length;
  while (used > 4 && fields[used - 1] === 0) used--;
  fields.length = used;
  return fields;
}

/** `[cpuSeconds, maxRssMB, {other measures}]`, null for an unknown one, the last left out when there are none. */
function encodeResources({ cpuSeconds, maxRssMB, ...others }: Resources): readonly unknown[] {
  const known = [cpuSeconds ?? null, maxRssMB ?? null];
  return Object.values(others).every((measure) => measure === undefined) ? known : [...known, others];
}

/** The events of a stored text. Throws an Error that says what is wrong when it is damaged or of an unknown version. */
export function decodeEvents(text: string, version: number): RunEvent[] {
  if (version !== EVENT_VERSION) {
    throw new Error(`events of format version ${version}; this program reads version ${EVENT_VERSION}`);
  }
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) throw new Error('events are not an array');
  const events = new Array<RunEvent>(list.length);
  let previous = 0;
  for (let i = 0; i < list.length; i++) {
    const fields: unknown = list[i];
    if (!Array.isArray(fields)) throw new Error(`event ${i} is not an array`);
    const event = decodeEvent(fields, previous);
    events[i] = event;
    previous = event.time;
  }
  return events;
}

function decodeEvent(fields: readonly unknown[], previous: number): RunEvent {
  const type = itemOf(CODES, fields[0]);
  const time = previous + number(fields[1]);
  switch (type) {
    case 'submitted':
    case 'run-stopping':
      return { type, time };
    case 'run-state':
      return { type, time, state: itemOf(RUN_STATES, fields[2]) };
    case 'tasks-added':
      return { type, time, generator: number(fields[2]), document: string(fields[3]) };
    case 'attempt-started':
      return { type, time, task: number(fields[2]), attempt: number(fields[3]) };
    case 'attempt-finished':
      return decodeEnd(fields, time);
    case 'task-stopping':
      return { type, time, task: number(fields[2]) };
    case 'tasks-reset':
    case 'tasks-killed':
    case 'tasks-completed':
      return { type, time, tasks: decodeRanges(fields[2]) };
  }
}

function decodeEnd(fields: readonly unknown[], time: number): AttemptFinished {
  const startTime = time - orZero(fields[7]);
  const result = {
    outcome: decodeOutcome(orZero(fields[5]), orZero(fields[6])),
    startTime,
    stopTime: startTime + orZero(fields[8]),
    outputBytes: orZero(fields[9]),
    errorBytes: orZero(fields[10]),
    truncated: orZero(fields[11]) === 1,
    executorLog: fields[12] === undefined || fields[12] === 0 ? '' : string(fields[12]),
  };
  return {
    type: 'attempt-finished',
    time,
    task: number(fields[2]),
    attempt: number(fields[3]),
    result: fields[13] === undefined ? result : { ...result, resources: decodeResources(fields[13]) },
    next: decodeNext(fields[4] ?? 0, time),
  };
}

function decodeNext(next: unknown, time: number): NextState {
  if (Array.isArray(next)) return { state: 'RETRY', retryAt: time + number(next[0]) };
  return { state: itemOf(NEXT_STATES, next) };
}

function decodeOutcome(code: number, rc: number): Outcome {
  const cause = itemOf(CAUSES, code);
  switch (cause) {
    case 'lost':
    case 'rejected':
      return { cause };
    case 'spawn-error':
      if (rc !== 126 && rc !== 127) throw new Error(`a spawn error with rc ${rc}`);
      return { cause, rc };
    default:
      return { cause, rc };
  }
}

function decodeResources(value: unknown): Resources {
  if (!Array.isArray(value)) throw new Error('resources are not an array');
  const [cpuSeconds, maxRssMB, others] = value as readonly unknown[];
  const known: { cpuSeconds?: number; maxRssMB?: number } = {};
  if (cpuSeconds !== null) known.cpuSeconds = number(cpuSeconds);
  if (maxRssMB !== null) known.maxRssMB = number(maxRssMB);
  if (others === undefined) return known;
  if (typeof others !== 'object' || others === null) throw new Error('resources are not an object');
  const measures: [string, number][] = Object.entries(others).map(([name, measure]) => [name, number(measure)]);
  return { ...known, ...Object.fromEntries(measures) };
}

function decodeRanges(value: unknown): TaskRange[] {
  if (!Array.isArray(value) || value.length % 2 !== 0) throw new Error('task ranges are not pairs');
  const ranges: TaskRange[] = [];
  for (let i = 0; i < value.length; i += 2) ranges.push([number(value[i]), number(value[i + 1])]);
  return ranges;
}

function itemOf<T>(list: readonly T[], index: unknown): T {
  const item = typeof index === 'number' ? list[index] : undefined;
  if (item === undefined) throw new Error(`unknown code ${JSON.stringify(index)}`);
  return item;
}

function number(value: unknown): number {
  if (typeof value !== 'number') throw new Error(`${JSON.stringify(value)} in place of a number`);
  return value;
}

function orZero(value: unknown): number {
  return value === undefined ? 0 : number(value);
}

function string(value: unknown): string {
  if (typeof value !== 'string') throw new Error(`${JSON.stringify(value)} in place of a string`);
  return value;
}
