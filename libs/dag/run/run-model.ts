import { makeTemplates } from '../expand/make-template';
import { Graph } from '../graph/graph';
import type { DagSpec, Edge, Inherited, Parameter, TaskSpec } from '../spec/dag-spec';
import type { GrowingRun } from '../spec/read-generated-tasks';
import { AttemptTable, type Attempt } from './attempt-table';
import type { Idempotency, RunRecord } from './run-record';
import { TASK_STATES, TaskCode, type RunState, type TaskState } from './states';
import { TaskTable } from './task-table';

/** Told of every change of a task's state, and of new templates, as they are applied. */
export interface TaskObserver {
  taskChanged(task: number, from: number, to: number): void;
  templatesAdded(firstTemplate: number, firstEdge: number): void;
}

/** Everything that is known of one run: the result of applying its events. Only `applyEvent` changes it. */
export class RunModel {
  readonly graph = new Graph();
  readonly tasks = new TaskTable();
  readonly attempts = new AttemptTable();
  readonly tag: string;
  readonly pool: string;
  readonly maxParallel: number;
  readonly parameters: readonly Parameter[];
  readonly inherited: Inherited;

  state: RunState = 'QUEUED';
  submitTime = 0;
  startTime?: number;
  stopTime?: number;
  lastUpdate = 0;
  /** A kill was asked for and something still runs. */
  stopping = false;
  /** Running tasks of which a kill was asked for. */
  readonly stoppingTasks = new Set<number>();
  /** Task in RETRY -> when its next attempt is due, ms since the epoch. */
  readonly retryTimes = new Map<number, number>();
  /** Template index -> TaskCode -> how many of its instances are in that state. */
  readonly templateCounts: number[][] = [];
  /** Template index -> the generator task that added it. */
  readonly generatedBy = new Map<number, number>();
  /** Generator task -> how many tasks it added. */
  readonly addedBy = new Map<number, number>();
  observer?: TaskObserver;

  constructor(
    readonly runID: number,
    spec: DagSpec,
    readonly idempotency?: Idempotency,
  ) {
    this.tag = spec.tag;
    this.pool = spec.pool;
    this.maxParallel = spec.maxParallel ?? Infinity;
    this.parameters = spec.parameters;
    this.inherited = spec.inherited;
    this.addTasks(spec.tasks, spec.edges);
  }

  addTasks(tasks: readonly TaskSpec[], edges: readonly Edge[], generator?: number): void {
    const firstTemplate = this.graph.templates.length;
    const firstEdge = this.graph.edges.length;
    this.graph.add(makeTemplates(tasks, this.parameters), edges);
    const added = this.graph.taskCount - this.tasks.count;
    this.tasks.add(added);
    for (const { count } of this.graph.templates.slice(firstTemplate)) {
      this.templateCounts.push(TASK_STATES.map((_, code) => (code === TaskCode.QUEUED ? count : 0)));
    }
    if (generator !== undefined) {
      this.addedBy.set(generator, added);
      for (let t = firstTemplate; t < this.graph.templates.length; t++) this.generatedBy.set(t, generator);
    }
    this.observer?.templatesAdded(firstTemplate, firstEdge);
  }

  setTask(task: number, to: number): void {
    const { state, counts } = this.tasks;
    const from = state[task];
    if (from === TaskCode.RETRY) this.retryTimes.delete(task);
    if (from === TaskCode.RUNNING) this.stoppingTasks.delete(task);
    counts[from]--;
    counts[to]++;
    const ofTemplate = this.templateCounts[this.graph.templateOf(task).index];
    ofTemplate[from]--;
    ofTemplate[to]++;
    state[task] = to;
    this.observer?.taskChanged(task, from, to);
  }

  /** What a generator's tasks are checked against. */
  get growing(): GrowingRun {
    const { graph, parameters, inherited } = this;
    const childrenOf = (name: string): string[] =>
      graph.children[graph.templateNamed(name)?.index ?? -1]?.map(({ child }) => graph.templates[child].spec.name) ??
      [];
    return { parameters, inherited, taskCount: this.tasks.count, templates: graph.named, childrenOf };
  }

  /** Size in memory, counted in tasks: a template with its job takes as much as about eight, the run itself as fifty. */
  get weight(): number {
    return 50 + this.tasks.count + 8 * this.graph.templates.length;
  }

  get running(): number {
    return this.tasks.counts[TaskCode.RUNNING];
  }

  /** A task's attempts, first to last. */
  attemptsOf(task: number): Attempt[] {
    const found: Attempt[] = [];
    for (let row = this.tasks.lastAttempt[task]; row >= 0; row = this.attempts.before(row)) {
      found.push(this.attempts.at(row));
    }
    return found.reverse();
  }

  lastAttemptOf(task: number): Attempt | undefined {
    const row = this.tasks.lastAttempt[task];
    return row < 0 ? undefined : this.attempts.at(row);
  }

  taskCounts(): Record<TaskState, number> {
    const entries = TASK_STATES.map((state, code) => [state, this.tasks.counts[code]] as const);
    return Object.fromEntries(entries) as Record<TaskState, number>;
  }

  record(): RunRecord {
    const { runID, tag, pool, state, submitTime, startTime, stopTime, lastUpdate, idempotency } = this;
    const taskCounts = this.taskCounts();
    return {
      runID,
      tag,
      pool,
      state,
      submitTime,
      startTime,
      stopTime,
      lastUpdate,
      taskCount: this.tasks.count,
      taskCounts,
      idempotency,
    };
  }
}
