import type { GraphEdge, GraphTemplate } from '../graph/graph';
import { withRoom } from '../run/growable';
import type { RunModel, TaskObserver } from '../run/run-model';
import { TaskCode } from '../run/states';
import { ReadySet } from './ready-set';
import { TemplateQueue } from './template-queue';

export interface ReadyTask {
  readonly task: number;
  readonly priority: number;
}

/**
 * Answers what is ready. Readiness is a counter that reaches zero: a template counts the whole templates that it waits
 * for, a task the groups (`same`) that it waits for. Nothing here is recorded: all of it follows from the states of
 * the tasks, and a plan made anew from them is the same.
 */
export class Plan implements TaskObserver {
  /** Ready tasks over all pools. */
  readyCount = 0;
  /** Tasks in RETRY whose time has not come. */
  resting = 0;
  /** Template -> instances that are not COMPLETED. */
  private readonly unfinished: number[] = [];
  /** Template -> whole templates with unfinished instances that it waits for. */
  private readonly blockers: number[] = [];
  private readonly readyIn: number[] = [];
  /** Edge with groups -> group -> parents in it that are not COMPLETED. */
  private readonly unfinishedInGroup: (Int32Array | undefined)[] = [];
  /** Task -> groups that it waits for. Stays empty as long as no edge has groups. */
  private blockingGroups = new Uint32Array(0);
  private readonly ready = new ReadySet();
  private readonly due = new Set<number>();
  private readonly queues = new Map<string, TemplateQueue>();

  constructor(private readonly run: RunModel) {
    this.templatesAdded(0, 0);
    for (const [task] of run.retryTimes) if (run.tasks.state[task] === TaskCode.RETRY) this.resting++;
    run.observer = this;
  }

  templatesAdded(firstTemplate: number, firstEdge: number): void {
    const { graph, tasks } = this.run;
    this.ready.grow(graph.taskCount);
    for (const { first, count } of graph.templates.slice(firstTemplate)) {
      let unfinished = 0;
      for (let task = first; task < first + count; task++) {
        if (tasks.state[task] !== TaskCode.COMPLETED) unfinished++;
      }
      this.unfinished.push(unfinished);
      this.blockers.push(0);
      this.readyIn.push(0);
    }
    for (const edge of graph.edges.slice(firstEdge)) this.addEdge(edge);
    for (const template of graph.templates.slice(firstTemplate)) this.refreshTemplate(template);
  }

  private addEdge(edge: GraphEdge): void {
    const { graph, tasks } = this.run;
    const parent = graph.templates[edge.parent];
    const child = graph.templates[edge.child];
    const { groups } = edge;
    if (!groups) {
      this.unfinishedInGroup.push(undefined);
      if (this.unfinished[edge.parent] > 0) this.block(child);
      return;
    }
    this.blockingGroups = withRoom(this.blockingGroups, graph.taskCount);
    const unfinished = new Int32Array(groups.count);
    this.unfinishedInGroup.push(unfinished);
    for (let instance = 0; instance < parent.count; instance++) {
      if (tasks.state[parent.first + instance] !== TaskCode.COMPLETED) unfinished[groups.groupOfParent(instance)]++;
    }
    for (let group = 0; group < groups.count; group++) {
      if (unfinished[group] > 0) this.blockGroup(edge, group);
    }
  }

  taskChanged(task: number, from: number, to: number): void {
    if (from === TaskCode.RETRY && !this.due.delete(task)) this.resting--;
    if (to === TaskCode.RETRY) this.resting++;
    const template = this.run.graph.templateOf(task);
    this.refresh(task, template);
    if (from === TaskCode.COMPLETED && to !== TaskCode.COMPLETED) this.reopened(task, template);
    if (to === TaskCode.COMPLETED && from !== TaskCode.COMPLETED) this.completed(task, template);
  }

  /** The time of a task in RETRY has come. */
  retryDue(task: number): void {
    if (this.run.tasks.state[task] !== TaskCode.RETRY || this.due.has(task)) return;
    this.due.add(task);
    this.resting--;
    this.refresh(task, this.run.graph.templateOf(task));
  }

  /** The first task of this pool that could start now, with its priority. */
  peek(pool: string): ReadyTask | undefined {
    const queue = this.queues.get(pool);
    if (!queue) return undefined;
    for (let index = queue.first(); index !== undefined; index = queue.first()) {
      if (this.readyIn[index] > 0) {
        const { first, spec } = this.run.graph.templates[index];
        return { task: this.ready.next(first), priority: spec.priority };
      }
      queue.dropFirst();
    }
    return undefined;
  }

  /**
   * The tasks of this pool that could start now, in the order in which they should. `pass` skips the rest of a template:
   * its tasks mostly want the same. What is looked at may be started meanwhile.
   */
  *inOrder(pool: string): Generator<ReadyTask, void, 'pass' | undefined> {
    for (const index of this.queues.get(pool)?.inOrder((template) => this.readyIn[template] > 0) ?? []) {
      const { first, count, spec } = this.run.graph.templates[index];
      for (let task = this.ready.next(first); task >= 0 && task < first + count; task = this.ready.next(task + 1)) {
        if ((yield { task, priority: spec.priority }) === 'pass') break;
      }
    }
  }

  isReady(task: number): boolean {
    return this.ready.has(task);
  }

  /** Tasks of this pool that could start now. */
  readyFor(pool: string): number {
    return this.queues.get(pool)?.ready ?? 0;
  }

  /** Instances of the template that are not COMPLETED. */
  unfinishedOf(template: number): number {
    return this.unfinished[template];
  }

  /** Parents in the group of an edge with groups that are not COMPLETED. */
  unfinishedInGroupOf(edge: number, group: number): number {
    return this.unfinishedInGroup[edge]?.[group] ?? 0;
  }

  /** Whether all parents of the task are COMPLETED. */
  isFree(task: number, template: GraphTemplate = this.run.graph.templateOf(task)): boolean {
    return this.blockers[template.index] === 0 && (this.blockingGroups[task] ?? 0) === 0;
  }

  private completed(task: number, { index, first }: GraphTemplate): void {
    const { graph } = this.run;
    const whole = --this.unfinished[index] === 0;
    for (const edge of graph.children[index]) {
      if (!edge.groups) {
        if (whole) this.unblock(graph.templates[edge.child]);
        continue;
      }
      const group = edge.groups.groupOfParent(task - first);
      const unfinished = this.unfinishedInGroup[edge.index] as Int32Array;
      if (--unfinished[group] === 0) this.unblockGroup(edge, group);
    }
  }

  private reopened(task: number, { index, first }: GraphTemplate): void {
    const { graph } = this.run;
    const wasWhole = this.unfinished[index]++ === 0;
    for (const edge of graph.children[index]) {
      if (!edge.groups) {
        if (wasWhole) this.block(graph.templates[edge.child]);
        continue;
      }
      const group = edge.groups.groupOfParent(task - first);
      const unfinished = this.unfinishedInGroup[edge.index] as Int32Array;
      if (unfinished[group]++ === 0) this.blockGroup(edge, group);
    }
  }

  private block(child: GraphTemplate): void {
    if (this.blockers[child.index]++ === 0) this.refreshTemplate(child);
  }

  private unblock(child: GraphTemplate): void {
    if (--this.blockers[child.index] === 0) this.refreshTemplate(child);
  }

  private blockGroup(edge: GraphEdge, group: number): void {
    const child = this.run.graph.templates[edge.child];
    for (const instance of edge.groups?.childrenIn(group) ?? []) {
      if (this.blockingGroups[child.first + instance]++ === 0) this.refresh(child.first + instance, child);
    }
  }

  private unblockGroup(edge: GraphEdge, group: number): void {
    const child = this.run.graph.templates[edge.child];
    for (const instance of edge.groups?.childrenIn(group) ?? []) {
      if (--this.blockingGroups[child.first + instance] === 0) this.refresh(child.first + instance, child);
    }
  }

  private refreshTemplate(template: GraphTemplate): void {
    const end = template.first + template.count;
    for (let task = template.first; task < end; task++) this.refresh(task, template);
  }

  private refresh(task: number, template: GraphTemplate): void {
    const state = this.run.tasks.state[task];
    const startable = state === TaskCode.QUEUED || (state === TaskCode.RETRY && this.due.has(task));
    const ready = startable && this.isFree(task, template);
    if (ready === this.ready.has(task)) return;
    const queue = this.queueOf(template);
    if (ready) {
      this.ready.add(task);
      this.readyCount++;
      queue.ready++;
      if (this.readyIn[template.index]++ === 0) queue.add(template.index);
    } else {
      this.ready.delete(task);
      this.readyCount--;
      queue.ready--;
      this.readyIn[template.index]--;
    }
  }

  private queueOf({ spec: { pool } }: GraphTemplate): TemplateQueue {
    let queue = this.queues.get(pool);
    if (!queue) {
      queue = new TemplateQueue((index) => this.run.graph.templates[index].spec.priority);
      this.queues.set(pool, queue);
    }
    return queue;
  }
}
