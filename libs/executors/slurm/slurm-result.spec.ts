import type { Outcome } from '#dag/run/outcome';
import type { ExitMarker } from './exit-marker';
import { JobNames } from './job-names';
import type { JobReport } from './job-report';
import { slurmAttempt, type SlurmAttempt } from './slurm-attempt';
import { outcomeOf, slurmResult } from './slurm-result';
import { hear, verdictOn } from './verdict';

const NAMES = new JobNames({ storeID: 'fedcba9876543210', fencingToken: 1 }, 'slurm');
const LOST_AFTER_MS = 60_000;

function attempt(known: Partial<SlurmAttempt> = {}): SlurmAttempt {
  const order = { runID: 1, task: 2, attempt: 3, taskName: 'say', template: 'say' };
  const job = { command: ['true'], tmpDir: '/tmp' };
  return { ...slurmAttempt({ ...order, job }, NAMES), stage: 'submitted', jobID: 7, ...known };
}

function marker(rc: number, wasAsked = false, obstacle = '', bySignal = false): ExitMarker {
  return { rc, wasAsked, bySignal, obstacle, jobID: 7, cpuSeconds: 0, startTime: 1, stopTime: 2 };
}

function report(state: string, rc = 0, reason = 'None'): JobReport {
  return { jobID: 7, name: 'x', state, rc, reason };
}

describe('the outcome', () => {
  it.each<[string, Partial<SlurmAttempt>, Outcome]>([
    ['its exit code', { marker: marker(3) }, { cause: 'exit', rc: 3 }],
    ['its signal', { marker: marker(139, false, '', true), end: report('FAILED', 139) }, { cause: 'signal', rc: 139 }],
    ['an exit code of 139', { marker: marker(139), end: report('FAILED', 139) }, { cause: 'exit', rc: 139 }],
    ['no program', { marker: marker(127, false, 'there is no program "x"') }, { cause: 'spawn-error', rc: 127 }],
    ['no interpreter', { marker: marker(127, false, '"x" cannot be executed') }, { cause: 'spawn-error', rc: 126 }],
    ['stopped, and it minded', { marker: marker(7, true), stopCause: 'killed' }, { cause: 'killed', rc: 7 }],
    ['stopped by SIGTERM', { marker: marker(143, true), stopCause: 'timeout' }, { cause: 'timeout', rc: 137 }],
    ['stopped by SIGKILL', { end: report('CANCELLED'), stopCause: 'killed' }, { cause: 'killed', rc: 137 }],
    [
      'stopped, but it had ended',
      { marker: marker(0), end: report('COMPLETED'), stopCause: 'killed' },
      { cause: 'exit', rc: 0 },
    ],
    ['cancelled by somebody else', { end: report('CANCELLED') }, { cause: 'signal', rc: 137 }],
    [
      'cancelled by somebody else, and it minded',
      { marker: marker(0, true), end: report('CANCELLED') },
      { cause: 'signal', rc: 137 },
    ],
    [
      'its time limit, and it minded',
      { marker: marker(0, true), end: report('TIMEOUT', 0) },
      { cause: 'timeout', rc: 0 },
    ],
    ['its time limit', { marker: marker(143, true), end: report('TIMEOUT', 143) }, { cause: 'timeout', rc: 137 }],
    ['its memory', { marker: marker(137), end: report('OUT_OF_MEMORY') }, { cause: 'oom', rc: 137 }],
    ['its node', { end: report('NODE_FAIL') }, { cause: 'lost' }],
    ['preempted', { marker: marker(143, true), end: report('PREEMPTED') }, { cause: 'lost' }],
    [
      'not launched',
      { end: { ...report('FAILED', 0, 'JobLaunchFailure'), rc: undefined } },
      { cause: 'spawn-error', rc: 126 },
    ],
    ['its script killed', { end: report('FAILED', 139, 'JobLaunchFailure') }, { cause: 'signal', rc: 139 }],
    ['no marker', { end: report('FAILED', 3, 'NonZeroExitCode') }, { cause: 'exit', rc: 3 }],
    ['nothing known', {}, { cause: 'lost' }],
    ['hopeless', { refusal: 'x', end: report('CANCELLED') }, { cause: 'rejected' }],
  ])('%s', (_name, known, outcome) => {
    expect(outcomeOf(attempt(known))).toEqual(outcome);
  });
});

describe('the verdict', () => {
  const now = 1_000_000;
  it.each<[string, Partial<SlurmAttempt>, 'wait' | 'ask' | 'ended']>([
    ['nothing is known', {}, 'wait'],
    ['its script has begun', { marker: { startTime: 1 } }, 'wait'],
    ['its marker says all', { marker: marker(3) }, 'ended'],
    ['its marker speaks of a signal', { marker: marker(137), completeSince: now }, 'ask'],
    ['its marker speaks of SIGTERM', { marker: marker(0, true), completeSince: now }, 'ask'],
    // What of it is left may still be running.
    ['it was stopped', { marker: marker(0, true), completeSince: now, stopCause: 'killed' }, 'ask'],
    ['Slurm does not confirm it for long', { marker: marker(137), completeSince: now - 60_000 }, 'ended'],
    ['Slurm confirms it', { marker: marker(137), end: report('OUT_OF_MEMORY') }, 'ended'],
    ['Slurm knows no more of it', { marker: marker(137), unknownSince: now }, 'ended'],
    ['it exited, and the marker is not seen yet', { end: report('COMPLETED'), endedSince: now - 100 }, 'wait'],
    ['it exited without a marker', { end: report('COMPLETED'), endedSince: now - 10_000 }, 'ended'],
    ['its node failed', { end: report('NODE_FAIL'), endedSince: now }, 'ended'],
    ['Slurm does not know it', { unknownSince: now - LOST_AFTER_MS + 1 }, 'wait'],
    ['Slurm does not know it for long', { unknownSince: now - LOST_AFTER_MS }, 'ended'],
  ])('when %s', (_name, known, expected) => {
    const verdict = verdictOn(attempt(known), now, LOST_AFTER_MS);
    expect(typeof verdict === 'object' ? 'ended' : verdict).toBe(expected);
  });
});

describe('what Slurm says of a job that waits', () => {
  it.each(['PENDING', 'REQUEUED', 'REQUEUE_HOLD', 'SPECIAL_EXIT'])(
    'makes its exit marker one of a run that does not count: %s',
    (state) => {
      const requeued = attempt({ marker: marker(143, true), completeSince: 0 });
      hear(requeued, report(state), 60_000);
      expect(verdictOn(requeued, 60_000, LOST_AFTER_MS)).toBe('wait');
      hear(requeued, report('NODE_FAIL'), 60_000);
      expect(outcomeOf(requeued)).toEqual({ cause: 'lost' });
    },
  );

  it.each(['RUNNING', 'COMPLETING'])('leaves it its exit marker when it runs: %s', (state) => {
    const ending = attempt({ marker: marker(143, true), completeSince: 0 });
    hear(ending, report(state), 60_000);
    expect(typeof verdictOn(ending, 60_000, LOST_AFTER_MS)).toBe('object');
  });

  it('is taken for hopeless when it stays so', () => {
    const waiting = attempt();
    const hopeless = report('PENDING', 0, 'PartitionConfig');
    expect(hear(waiting, hopeless, 0)).toBe(false);
    expect(hear(waiting, report('PENDING', 0, 'Resources'), 2_000)).toBe(false);
    expect(hear(waiting, hopeless, 4_000)).toBe(false);
    expect(hear(waiting, hopeless, 6_000)).toBe(false);
    expect(hear(waiting, hopeless, 8_000)).toBe(true);
    // It is cancelled once.
    expect(hear(waiting, hopeless, 20_000)).toBe(false);
    expect(waiting.refusal).toContain('PartitionConfig');
  });

  it('is a refusal when it has failed at once', () => {
    const refused = attempt();
    hear(refused, report('FAILED', 1, 'BadConstraints'), 0);
    expect(outcomeOf(refused)).toEqual({ cause: 'rejected' });
    expect(typeof verdictOn(refused, 0, LOST_AFTER_MS)).toBe('object');
  });
});

it('did not end before it began, also when the clock of its file server is ahead', () => {
  const output = { outputBytes: 0, errorBytes: 0, truncated: false };
  const ahead = attempt({ marker: { startTime: Date.now() + 60_000 }, end: report('NODE_FAIL') });
  const { startTime, stopTime } = slurmResult(ahead, output, '').result;
  expect(startTime).toBe(stopTime);
});
