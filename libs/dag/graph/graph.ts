import { instanceIndex, instanceName } from '../expand/instances';
import type { Template } from '../expand/template';
import type { Edge } from '../spec/dag-spec';
import { SameGroups } from './same-groups';

/** A template with its place among a run's tasks: its instances are the tasks first .. first + count - 1. */
export interface GraphTemplate extends Template {
  readonly index: number;
  readonly first: number;
}

/** A dependency between two templates, whatever their numbers of instances: N + M work, never N x M. */
export interface GraphEdge {
  readonly index: number;
  /** Index of the parent's template. */
  readonly parent: number;
  /** Index of the child's template. */
  readonly child: number;
  readonly same: readonly string[];
  /** How instances are tied; absent when the child waits for all instances of the parent. */
  readonly groups?: SameGroups;
}

/**
 * Templates and the dependencies between them. Tasks are numbers in submission order. It only grows: generators add
 * templates behind the others, and edges that may end in older ones.
 */
export class Graph {
  readonly templates: GraphTemplate[] = [];
  readonly edges: GraphEdge[] = [];
  /** Template index -> edges that lead to it. */
  readonly parents: GraphEdge[][] = [];
  /** Template index -> edges that leave it. */
  readonly children: GraphEdge[][] = [];
  taskCount = 0;
  private readonly byName = new Map<string, GraphTemplate>();

  /** Adds checked templates and edges: names are new, edges name templates that exist. */
  add(templates: readonly Template[], edges: readonly Edge[]): void {
    for (const template of templates) {
      const index = this.templates.length;
      const placed = { ...template, index, first: this.taskCount };
      this.templates.push(placed);
      this.byName.set(template.spec.name, placed);
      this.parents.push([]);
      this.children.push([]);
      this.taskCount += template.count;
    }
    for (const { parent, child, same } of edges) this.addEdge(parent, child, same);
  }

  private addEdge(parentName: string, childName: string, same: readonly string[]): void {
    const parent = this.templateNamed(parentName);
    const child = this.templateNamed(childName);
    if (!parent || !child) throw new Error(`no template ${parent ? childName : parentName}`);
    const groups = same.length > 0 ? new SameGroups(parent, child, same) : undefined;
    const edge = { index: this.edges.length, parent: parent.index, child: child.index, same, groups };
    this.edges.push(edge);
    this.parents[child.index].push(edge);
    this.children[parent.index].push(edge);
  }

  /** The templates by name. */
  get named(): ReadonlyMap<string, GraphTemplate> {
    return this.byName;
  }

  templateNamed(name: string): GraphTemplate | undefined {
    return this.byName.get(name);
  }

  /** The template that a task belongs to. */
  templateOf(task: number): GraphTemplate {
    let low = 0;
    let high = this.templates.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.templates[middle].first <= task) low = middle;
      else high = middle - 1;
    }
    return this.templates[low];
  }

  nameOf(task: number): string {
    const template = this.templateOf(task);
    return instanceName(template, task - template.first);
  }

  /** The number of the task with this name. */
  find(name: string): number | undefined {
    const whole = this.templateNamed(name);
    const owner = whole ?? this.templateNamed(name.slice(0, Math.max(0, name.lastIndexOf('_'))));
    if (!owner) return undefined;
    const index = instanceIndex(owner, name);
    return index === undefined ? undefined : owner.first + index;
  }
}
