import { applyEvent } from '#dag/run/apply-event';
import type { RunEvent } from '#dag/run/events';
import { RunModel } from '#dag/run/run-model';
import { readDagSpec } from '#dag/spec/read-dag-spec';
import { TRUSTED } from '#dag/spec/rules';

/** A run of a definition after some events, each a millisecond after the other. */
export function sampleRun(definition: object, events: readonly WithoutTime<RunEvent>[] = []): RunModel {
  const spec = readDagSpec(JSON.stringify(definition), TRUSTED);
  if (!spec.ok) throw new Error(JSON.stringify(spec.problems));
  const run = new RunModel(1, spec.value);
  applyEvent(run, { type: 'submitted', time: 1 });
  for (const [i, event] of events.entries()) applyEvent(run, { ...event, time: i + 2 } as RunEvent);
  return run;
}

type WithoutTime<E> = E extends unknown ? Omit<E, 'time'> : never;

export function started(task: number, attempt = 1): WithoutTime<RunEvent> {
  return { type: 'attempt-started', task, attempt };
}

export function ended(task: number, state: 'COMPLETED' | 'ERRORED' | 'KILLED', attempt = 1): WithoutTime<RunEvent> {
  const result = {
    outcome: { cause: 'exit', rc: state === 'COMPLETED' ? 0 : 1 },
    startTime: 0,
    stopTime: 0,
    outputBytes: 0,
    errorBytes: 0,
    truncated: false,
    executorLog: '',
  } as const;
  return { type: 'attempt-finished', task, attempt, result, next: { state } };
}
