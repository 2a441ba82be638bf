import type { Definition } from '../simulator/reference-model';
import { Checker, type Evidence } from './checker';
import { type Count, Findings } from './findings';
import type { LedgerLine } from './ledger';
import type { ShownAttempt, ShownRun } from './shown-run';
import { printedBy, taskCommand } from './task-command';

const command = taskCommand('ledger', { seconds: 0, lines: 1, failures: 0, filler: 'x', words: [] });
const definition: Definition = { tasks: { a: { job: { command } }, b: { job: { command }, parents: ['a'] } } };

function line(kind: 'start' | 'end', task: string, attempt = 1, time = 0): LedgerLine {
  const ofAttempt = { runID: 1, task, attempt, pid: 1, launcher: 'first', time };
  return kind === 'start' ? { kind, ...ofAttempt } : { kind, ...ofAttempt, rc: 0 };
}

function shown(task: string, attempt = 1, changes: Partial<ShownAttempt> = {}): ShownAttempt {
  const output = printedBy(command, 1, task, attempt);
  const bytes = { outputBytes: output.stdout.length, errorBytes: output.stderr.length };
  return { attempt, cause: 'exit', rc: 0, ...bytes, output, ...changes };
}

function lost(): ShownAttempt {
  return { attempt: 1, cause: 'lost', rc: null, outputBytes: 0, errorBytes: 0 };
}

function run(a: readonly ShownAttempt[], b: readonly ShownAttempt[], states = ['COMPLETED', 'COMPLETED']): ShownRun {
  const tasks = new Map([a, b].map((attempts, i) => ['ab'[i], { state: states[i], attempts }]));
  return { runID: 1, tag: 'run-1', state: 'COMPLETED', tasks };
}

const GOOD_RUN = run([shown('a')], [shown('b')]);
const GOOD_LEDGER = [line('start', 'a'), line('end', 'a'), line('start', 'b'), line('end', 'b')];
const LOST_ONCE = run([lost(), shown('a', 2)], [shown('b')]);
const LAUNCHER_KILLED: LedgerLine = { kind: 'launcher-killed', time: 1, launcher: 'first' };

/** The kinds of what is found in a run that went well but for the changes. */
function found(changes: Partial<Evidence>): Count[] {
  const byApi = changes.byApi ?? [GOOD_RUN];
  const submissions = [{ tag: 'run-1', definition, runIDs: [1] }];
  const findings = new Findings();
  new Checker({ ledger: GOOD_LEDGER, submissions, seen: [], byApi, byStore: byApi, ...changes }, findings).check();
  return (Object.keys(findings.all) as Count[]).filter((count) => findings.all[count].length > 0);
}

it('finds nothing in a run that went well', () => {
  expect(found({})).toEqual([]);
});

it('finds nothing when an attempt is lost with its launcher', () => {
  const ledger = [
    line('start', 'a'),
    LAUNCHER_KILLED,
    line('start', 'a', 2),
    line('end', 'a', 2),
    ...GOOD_LEDGER.slice(2),
  ];
  expect(found({ ledger, byApi: [LOST_ONCE] })).toEqual([]);
});

it.each<[string, Partial<Evidence>, Count]>([
  ['an attempt that started twice', { ledger: [line('start', 'a'), ...GOOD_LEDGER] }, 'startedTwice'],
  [
    'two attempts of a task at once',
    {
      ledger: [
        line('start', 'a'),
        LAUNCHER_KILLED,
        line('start', 'a', 2),
        line('end', 'a'),
        line('end', 'a', 2),
        ...GOOD_LEDGER.slice(2),
      ],
      byApi: [LOST_ONCE],
    },
    'startedTwice',
  ],
  [
    'a success that is run again',
    {
      ledger: [...GOOD_LEDGER.slice(0, 2), line('start', 'a', 2), line('end', 'a', 2), ...GOOD_LEDGER.slice(2)],
      byApi: [run([shown('a'), shown('a', 2)], [shown('b')])],
    },
    'runAgain',
  ],
  ['a task that never ran', { ledger: GOOD_LEDGER.slice(0, 2) }, 'tasksLost'],
  ['a task that was not gone on with', { byApi: [run([shown('a')], [], ['COMPLETED', 'QUEUED'])] }, 'tasksLost'],
  [
    'a state that is not what came of the attempts',
    { byApi: [run([shown('a')], [shown('b')], ['ERRORED', 'COMPLETED'])] },
    'wrongStates',
  ],
  ['a store that has it otherwise', { byStore: [run([shown('a', 1, { rc: 1 })], [shown('b')])] }, 'wrongStates'],
  [
    'a child before its parent',
    { ledger: [GOOD_LEDGER[2], GOOD_LEDGER[3], GOOD_LEDGER[0], GOOD_LEDGER[1]] },
    'wrongOrder',
  ],
  [
    'output that is cut',
    { byApi: [run([shown('a', 1, { output: { stdout: '1 a', stderr: '1 a 1 0\n' } })], [shown('b')])] },
    'brokenOutputs',
  ],
  [
    'an attempt lost while its launcher lived',
    {
      ledger: [...GOOD_LEDGER.slice(0, 1), line('start', 'a', 2), line('end', 'a', 2), ...GOOD_LEDGER.slice(2)],
      byApi: [LOST_ONCE],
    },
    'unexplained',
  ],
  [
    'an end that there was time to store',
    {
      ledger: [
        { kind: 'up', time: 0 },
        line('start', 'a', 1, 1),
        line('end', 'a', 1, 1),
        { kind: 'down', time: 9 },
        { kind: 'launcher-killed', time: 9, launcher: 'first' },
        line('start', 'a', 2),
        line('end', 'a', 2),
        ...GOOD_LEDGER.slice(2),
      ],
      byApi: [LOST_ONCE],
    },
    'unexplained',
  ],
  ['an attempt that is not known', { ledger: [...GOOD_LEDGER, line('start', 'b', 2)] }, 'unrecorded'],
  ['a run that was taken twice', { byApi: [GOOD_RUN, { ...run([shown('a')], [shown('b')]), runID: 2 }] }, 'forgotten'],
  ['a run that is gone', { byApi: [] }, 'forgotten'],
  ['an end that a client saw', { seen: [{ runID: 1, task: 'a', attempt: 1, cause: 'exit', rc: 3 }] }, 'forgotten'],
])('finds %s', (_, changes, count) => {
  expect(found(changes)).toContain(count);
});
