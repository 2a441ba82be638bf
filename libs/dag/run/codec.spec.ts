import fc from 'fast-check';
import { decodeEvents, encodeEvents } from './codec';
import { EVENT_VERSION, type RunEvent, type TaskRange } from './events';
import { CAUSES, type Outcome } from './outcome';
import { RUN_STATES } from './states';

/** Written by version 1. It must be read for ever: never edit it, add a new one for a new version. */
const SAMPLE_V1 =
  '[[0,1792000000000],[1,5,1],[4,0,0,1],[5,40,0,1],[4,0,1,1],' +
  '[5,1000,1,1,[2500],1,137,990,985,10,2000,1,"on \\"a\\"",[0.25,12.5,{"ioWaits":3}]],' +
  '[5,1,2,1,1,5],[5,0,3,1,1,7,127,0,0,0,0,0,"no such program"],[3,1,2,"{\\"x\\":{}}"],[6,1,1],' +
  '[2,1],[8,1,[1,1,4,9]],[1,0,5],[7,100,[1,1]],[9,1,[4,9]]]';

const EVENTS_V1: RunEvent[] = [
  { type: 'submitted', time: 1792000000000 },
  { type: 'run-state', time: 1792000000005, state: 'RUNNING' },
  { type: 'attempt-started', time: 1792000000005, task: 0, attempt: 1 },
  {
    type: 'attempt-finished',
    time: 1792000000045,
    task: 0,
    attempt: 1,
    result: {
      outcome: { cause: 'exit', rc: 0 },
      startTime: 1792000000045,
      stopTime: 1792000000045,
      outputBytes: 0,
      errorBytes: 0,
      truncated: false,
      executorLog: '',
    },
    next: { state: 'COMPLETED' },
  },
  { type: 'attempt-started', time: 1792000000045, task: 1, attempt: 1 },
  {
    type: 'attempt-finished',
    time: 1792000001045,
    task: 1,
    attempt: 1,
    result: {
      outcome: { cause: 'signal', rc: 137 },
      startTime: 1792000000055,
      stopTime: 1792000001040,
      outputBytes: 10,
      errorBytes: 2000,
      truncated: true,
      executorLog: 'on "a"',
      resources: { cpuSeconds: 0.25, maxRssMB: 12.5, ioWaits: 3 },
    },
    next: { state: 'RETRY', retryAt: 1792000003545 },
  },
  {
    type: 'attempt-finished',
    time: 1792000001046,
    task: 2,
    attempt: 1,
    result: {
      outcome: { cause: 'lost' },
      startTime: 1792000001046,
      stopTime: 1792000001046,
      outputBytes: 0,
      errorBytes: 0,
      truncated: false,
      executorLog: '',
    },
    next: { state: 'ERRORED' },
  },
  {
    type: 'attempt-finished',
    time: 1792000001046,
    task: 3,
    attempt: 1,
    result: {
      outcome: { cause: 'spawn-error', rc: 127 },
      startTime: 1792000001046,
      stopTime: 1792000001046,
      outputBytes: 0,
      errorBytes: 0,
      truncated: false,
      executorLog: 'no such program',
    },
    next: { state: 'ERRORED' },
  },
  { type: 'tasks-added', time: 1792000001047, generator: 2, document: '{"x":{}}' },
  { type: 'task-stopping', time: 1792000001048, task: 1 },
  { type: 'run-stopping', time: 1792000001049 },
  {
    type: 'tasks-killed',
    time: 1792000001050,
    tasks: [
      [1, 1],
      [4, 9],
    ],
  },
  { type: 'run-state', time: 1792000001050, state: 'KILLED' },
  { type: 'tasks-reset', time: 1792000001150, tasks: [[1, 1]] },
  { type: 'tasks-completed', time: 1792000001151, tasks: [[4, 9]] },
];

const time = fc.integer({ min: 0, max: 8.64e15 });
const count = fc.nat({ max: 10_000_000 });
const bytes = fc.maxSafeNat();
const measure = fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0);
const text = fc.string({ unit: 'binary' });
const ranges = fc.array(fc.tuple(count, count).map((pair): TaskRange => pair));
const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record({ cause: fc.constantFrom(...CAUSES.slice(0, 5)), rc: fc.integer() }) as fc.Arbitrary<Outcome>,
  fc.record({ cause: fc.constant('spawn-error' as const), rc: fc.constantFrom(126 as const, 127 as const) }),
  fc.record({ cause: fc.constantFrom('lost' as const, 'rejected' as const) }),
);
const resources = fc
  .tuple(
    fc.record({ cpuSeconds: measure, maxRssMB: measure }, { requiredKeys: [] }),
    fc.dictionary(text, measure, { noNullPrototype: true }),
  )
  .map(([known, others]) => ({ ...others, ...known }));
const result = fc.record(
  {
    outcome,
    startTime: time,
    stopTime: time,
    outputBytes: bytes,
    errorBytes: bytes,
    truncated: fc.boolean(),
    executorLog: text,
    resources,
  },
  {
    requiredKeys: ['outcome', 'startTime', 'stopTime', 'outputBytes', 'errorBytes', 'truncated', 'executorLog'],
  },
);
const next = fc.oneof(
  fc.record({ state: fc.constantFrom('COMPLETED' as const, 'ERRORED' as const, 'KILLED' as const) }),
  fc.record({ state: fc.constant('RETRY' as const), retryAt: time }),
);
const kind = <T extends RunEvent['type']>(type: T) => ({ type: fc.constant(type), time });
const event: fc.Arbitrary<RunEvent> = fc.oneof(
  fc.record(kind('submitted')),
  fc.record({ ...kind('run-state'), state: fc.constantFrom(...RUN_STATES) }),
  fc.record(kind('run-stopping')),
  fc.record({ ...kind('tasks-added'), generator: count, document: text }),
  fc.record({ ...kind('attempt-started'), task: count, attempt: count }),
  fc.record({ ...kind('attempt-finished'), task: count, attempt: count, result, next }),
  fc.record({ ...kind('task-stopping'), task: count }),
  fc.record({ ...kind('tasks-reset'), tasks: ranges }),
  fc.record({ ...kind('tasks-killed'), tasks: ranges }),
  fc.record({ ...kind('tasks-completed'), tasks: ranges }),
);

describe('the codec of events', () => {
  it('reads what version 1 has written', () => {
    expect(decodeEvents(SAMPLE_V1, 1)).toEqual(EVENTS_V1);
  });

  it('still writes version 1', () => {
    expect(EVENT_VERSION).toBe(1);
    expect(encodeEvents(EVENTS_V1)).toBe(SAMPLE_V1);
  });

  it('gives back every event, whatever its strings and numbers hold', () => {
    fc.assert(
      fc.property(fc.array(event), (events) => {
        expect(decodeEvents(encodeEvents(events), EVENT_VERSION)).toEqual(events);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps lone surrogates through UTF-8', () => {
    const events: RunEvent[] = [{ type: 'tasks-added', time: 1, generator: 0, document: 'a\ud800b\udc00\u0000' }];
    const stored = Buffer.from(encodeEvents(events), 'utf8').toString('utf8');
    expect(decodeEvents(stored, EVENT_VERSION)).toEqual(events);
  });

  it('refuses a version that it does not know', () => {
    expect(() => decodeEvents('[]', 2)).toThrow('events of format version 2; this program reads version 1');
  });

  it.each([
    ['', 'JSON'],
    ['[[0,1', 'JSON'],
    ['[[0,1]\u0000\u0000]', 'JSON'],
    ['{}', 'not an array'],
    ['[null]', 'event 0 is not an array'],
    ['[[]]', 'unknown code'],
    ['[[99,1]]', 'unknown code 99'],
    ['[["0",1]]', 'unknown code "0"'],
    ['[[0]]', 'in place of a number'],
    ['[[1,0,77]]', 'unknown code 77'],
    ['[[3,0,1]]', 'in place of a string'],
    ['[[4,0,1]]', 'in place of a number'],
    ['[[5,0,1,1,9]]', 'unknown code 9'],
    ['[[5,0,1,1,0,99]]', 'unknown code 99'],
    ['[[5,0,1,1,0,7,1]]', 'spawn error with rc 1'],
    ['[[5,0,1,1,[]]]', 'in place of a number'],
    ['[[7,0,[1]]]', 'not pairs'],
  ])('refuses the damaged text %j', (damaged, reason) => {
    expect(() => decodeEvents(damaged, EVENT_VERSION)).toThrow(reason);
  });
});
