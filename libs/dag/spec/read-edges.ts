import type { Edge, Json } from './dag-spec';
import { FieldReader } from './field-reader';
import { isList, isObject, member } from './json-value';
import { place } from './problem-list';
import type { TaskDraft } from './read-task';
import type { TaskContext } from './task-context';
import { SameSets } from './same-sets';
import type { TemplateIndex } from './template-index';
import { found, quote, thousands } from './words';
import { adjacency } from './cycles';

/** Edges as a document states them, one entry each in four arrays: templates by number, places as `placeOf` reads them. */
export interface StatedEdges {
  readonly from: number[];
  readonly to: number[];
  /** Number of the `same` set. */
  readonly same: number[];
  /** Twice the index in the list of parents, or twice the index in the list of children plus one. */
  readonly places: number[];
  readonly sameSets: SameSets;
}

const MOST_EDGES = 5_000_000;
const SIDES = ['parents', 'children'] as const;
const EDGE_FIELDS: ReadonlySet<string> = new Set(['task', 'same']);

/** Reads `parents` and `children` of all tasks; edges that are wrong in themselves are reported and left out. */
export function readEdges(drafts: readonly TaskDraft[], index: TemplateIndex, context: TaskContext): StatedEdges {
  const sameSets = new SameSets(context);
  const stated: StatedEdges = { from: [], to: [], same: [], places: [], sameSets };
  for (let owner = 0; owner < drafts.length; owner++) {
    const { source, pointer } = drafts[owner];
    for (let side = 0; side < SIDES.length; side++) {
      const list = member(source, SIDES[side]);
      if (list === undefined) continue;
      if (!isList(list)) {
        new FieldReader(source, pointer, context).wrong(SIDES[side], 'an array of task names', list);
        continue;
      }
      for (let at = 0; at < list.length; at++) {
        const edgePointer = (): string => place(pointer, SIDES[side], at);
        const edge = readEdge(list[at], edgePointer, index, context);
        if (edge === undefined) continue;
        const [from, to] = side === 0 ? [edge.other, owner] : [owner, edge.other];
        if (from === to) {
          const message = `${quote(drafts[owner].name)} depends on itself; remove this entry.`;
          context.problems.add(edgePointer(), message);
          continue;
        }
        stated.from.push(from);
        stated.to.push(to);
        stated.same.push(edge.same === undefined ? 0 : sameSets.read(edge.same, from, to, index, edgePointer()));
        stated.places.push(at * 2 + side);
      }
      if (stated.from.length > MOST_EDGES) {
        const message = `More than ${thousands(MOST_EDGES)} dependencies; let groups of tasks meet in a task of their own between them.`;
        context.problems.add(context.tasksPointer, message);
        return stated;
      }
    }
  }
  return stated;
}

interface ReadEdge {
  readonly other: number;
  readonly same?: Json;
}

function readEdge(
  entry: Json,
  pointer: () => string,
  index: TemplateIndex,
  context: TaskContext,
): ReadEdge | undefined {
  if (typeof entry === 'string') {
    const other = index.find(entry);
    if (other === undefined) reportUnknown(entry, pointer, index, context);
    return other === undefined ? undefined : { other };
  }
  if (!isObject(entry)) {
    context.problems.addLater(() => ({
      pointer: pointer(),
      message: `A dependency is a task name or {"task": name, "same": [parameters]}; ${found(entry)}.`,
    }));
    return undefined;
  }
  const fields = new FieldReader(entry, pointer(), context);
  fields.refuseUnknown(EDGE_FIELDS, 'a dependency');
  const name = fields.string('task');
  if (name === undefined) {
    if (!fields.has('task'))
      context.problems.add(fields.pointer, '"task" is missing: the name of the task depended on.');
    return undefined;
  }
  const other = index.find(name);
  if (other === undefined) reportUnknown(name, () => place(fields.pointer, 'task'), index, context);
  return other === undefined ? undefined : { other, same: member(entry, 'same') };
}

function reportUnknown(name: string, pointer: () => string, index: TemplateIndex, context: TaskContext): void {
  context.problems.addLater(() => {
    const hint = context.nearest.hint(name, index.candidates());
    return { pointer: pointer(), message: `There is no task ${quote(name)}.${hint}` };
  });
}

/** Each edge once, in the order of the document; an edge stated twice in different ways is reported. */
export function distinctEdges(
  stated: StatedEdges,
  drafts: readonly TaskDraft[],
  index: TemplateIndex,
  context: TaskContext,
): readonly Edge[] {
  const { from, to, same, sameSets } = stated;
  const { starts, targets, edges } = adjacency(index.size, from, to);
  /** By child: the first edge from the current parent; valid while `parentOf` says so. */
  const firstEdge = new Uint32Array(index.size);
  const parentOf = new Int32Array(index.size).fill(-1);
  const repeated = new Uint8Array(from.length);
  for (let parent = 0; parent < index.size; parent++) {
    for (let at = starts[parent]; at < starts[parent + 1]; at++) {
      const child = targets[at];
      if (parentOf[child] !== parent) {
        parentOf[child] = parent;
        firstEdge[child] = edges[at];
        continue;
      }
      repeated[edges[at]] = 1;
      const first = firstEdge[child];
      if (same[first] === same[edges[at]]) continue;
      context.problems.addLater(() => {
        const edge = `${index.nameOf(parent)} -> ${index.nameOf(child)}`;
        const other = `${sameSets.inWords(same[first])} at ${placeOf(first, stated, drafts)}`;
        const message = `The dependency ${edge} is stated ${sameSets.inWords(same[edges[at]])} here and ${other}; state it in one way.`;
        return { pointer: placeOf(edges[at], stated, drafts), message };
      });
    }
  }
  const result: Edge[] = [];
  for (let edge = 0; edge < from.length; edge++) {
    if (repeated[edge] === 1) continue;
    result.push({ parent: index.nameOf(from[edge]), child: index.nameOf(to[edge]), same: sameSets.get(same[edge]) });
  }
  return result;
}

function placeOf(edge: number, { from, to, places }: StatedEdges, drafts: readonly TaskDraft[]): string {
  const side = places[edge] % 2;
  const owner = side === 0 ? to[edge] : from[edge];
  return place(drafts[owner].pointer, SIDES[side], Math.floor(places[edge] / 2));
}
