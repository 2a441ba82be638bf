import type { GraphAnswer } from '#wire/graph';
import type { TaskState } from '#wire/states';

/** A graph as the API sent it, by task or by template, in one shape. */
export interface Graph {
  readonly by: 'task' | 'template';
  readonly states: readonly TaskState[];
  readonly names: readonly string[];
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  /** Of each node: which nodes may share a join. */
  readonly group: Uint32Array;
  readonly instances: Uint32Array;
  /** Of each task; empty for templates. */
  readonly state: Uint8Array;
  /** Of each template, `states.length` numbers; empty for tasks. */
  readonly counts: Uint32Array;
  readonly taskCount: number;
}

/** `bytes`: the JSON of the answer. */
export function readGraph(bytes: ArrayBuffer): Graph {
  const answer = JSON.parse(new TextDecoder().decode(bytes)) as GraphAnswer;
  const { by, states, edges, taskCount } = answer;
  const names = answer.nodes.name;
  const ends = { from: Uint32Array.from(edges.parent), to: Uint32Array.from(edges.child) };
  const all = { by, states, names, ...ends, taskCount };
  if (answer.by === 'task') {
    const { template, state } = answer.nodes;
    return {
      ...all,
      group: Uint32Array.from(template),
      instances: new Uint32Array(names.length).fill(1),
      state: Uint8Array.from(state),
      counts: new Uint32Array(0),
    };
  }
  return {
    ...all,
    group: Uint32Array.from(names.keys()),
    instances: Uint32Array.from(answer.nodes.instances),
    state: new Uint8Array(0),
    counts: Uint32Array.from(answer.nodes.counts.flat()),
  };
}

/** Whether both are drawn alike, whatever the states. */
export function sameShape(a: Graph, b: Graph): boolean {
  return (
    a.by === b.by &&
    same(a.names, b.names) &&
    same(a.instances, b.instances) &&
    same(a.from, b.from) &&
    same(a.to, b.to) &&
    same(a.states, b.states)
  );
}

export function same<T>(a: ArrayLike<T>, b: ArrayLike<T>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
