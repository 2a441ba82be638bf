import type { GraphAnswer } from '#wire/graph';
import type { TaskState } from '#wire/states';

export interface Box {
  readonly name: string;
  /** Below the name. */
  readonly note: string;
  /** The state that a box is coloured by. */
  readonly state: TaskState;
}

/** A graph as pictures show it; edges by index of boxes. */
export interface Drawing {
  readonly boxes: readonly Box[];
  readonly edges: readonly (readonly [parent: number, child: number])[];
}

/** What a stack of instances is coloured by: the first of these that one of them is in. */
const BY_WEIGHT: readonly TaskState[] = ['ERRORED', 'KILLED', 'RETRY', 'RUNNING', 'QUEUED', 'COMPLETED'];

export function drawingOf(graph: GraphAnswer): Drawing {
  const { parent, child } = graph.edges;
  const edges = parent.map((from, at) => [from, child[at]] as const);
  if (graph.by === 'task') {
    const { name, state } = graph.nodes;
    const boxes = name.map((each, at) => {
      const of = graph.states[state[at]];
      return { name: each, note: of, state: of };
    });
    return { boxes, edges };
  }
  const { name, counts } = graph.nodes;
  const boxes = name.map((each, at) => {
    const count = (state: TaskState): number => counts[at][graph.states.indexOf(state)] ?? 0;
    const note = graph.states.filter((state) => count(state) > 0).map((state) => `${count(state)} ${state}`);
    return { name: each, note: note.join(', '), state: BY_WEIGHT.find((state) => count(state) > 0) ?? 'QUEUED' };
  });
  return { boxes, edges };
}

/** Fill and border of boxes; dark text is readable on every fill. */
export const STATE_FILLS: Readonly<Record<TaskState, readonly [fill: string, border: string]>> = {
  QUEUED: ['#eeeeee', '#757575'],
  RUNNING: ['#bbdefb', '#1565c0'],
  RETRY: ['#fff3c4', '#9a6700'],
  COMPLETED: ['#c8e6c9', '#2e7d32'],
  ERRORED: ['#ffcdd2', '#c62828'],
  KILLED: ['#e1bee7', '#6a1b9a'],
};
