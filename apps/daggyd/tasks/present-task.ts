import type { Engine } from '#dag/engine/engine';
import type { LoadedRun } from '#dag/engine/loaded-run';
import { instanceParameters } from '#dag/expand/instances';
import { renderJob } from '#dag/expand/render-job';
import { childNames, parentNames } from '#dag/run/views/generator-edges';
import type { Task, TaskSummary } from '#wire/task';
import { presentOptionalTime } from '#server/present-time';

export function presentTaskSummary(engine: Engine, run: LoadedRun, task: number): TaskSummary {
  const { graph, tasks } = run.model;
  const last = run.model.lastAttemptOf(task);
  return {
    name: graph.nameOf(task),
    template: graph.templateOf(task).spec.name,
    state: tasks.stateOf(task),
    attempts: tasks.attempts[task],
    startTime: presentOptionalTime(last?.startTime),
    stopTime: presentOptionalTime(last?.stopTime),
    rc: last?.rc ?? null,
    cause: last?.cause ?? null,
    waitingFor: engine.explain(run, task) ?? null,
  };
}

/** A task without its attempts. */
export function presentTask(engine: Engine, run: LoadedRun, task: number): Omit<Task, 'attempts'> {
  const { model } = run;
  const template = model.graph.templateOf(task);
  const instance = task - template.first;
  const { spec } = template;
  return {
    ...presentTaskSummary(engine, run, task),
    job: renderJob(template, instance),
    parameters: Object.fromEntries(instanceParameters(template, instance)),
    parents: parentNames(model, task),
    children: childNames(model, task),
    pool: spec.pool,
    maxRetries: spec.maxRetries,
    retryIntervalSeconds: spec.retryIntervalSeconds,
    retryBackoff: spec.retryBackoff ?? null,
    timeoutSeconds: spec.timeoutSeconds ?? null,
    isGenerator: spec.isGenerator,
    priority: spec.priority,
  };
}
