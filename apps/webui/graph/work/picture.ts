import type { TaskState } from '#wire/states';

/** Boxes without a state of their own: stacks of several instances, closed or open. */
export const STACK = 255;

/** Instances of a template that are shown one by one. */
export interface OpenStack {
  readonly template: string;
  readonly names: readonly string[];
  /** Indexes into the states of the graph. */
  readonly state: Uint8Array;
}

export interface Rectangles {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly width: Float32Array;
  readonly height: Float32Array;
}

/** What is known of boxes apart from where they are; changes while the picture stays. */
export interface BoxStates {
  /** Of each box: an index into `states`, or STACK. */
  readonly state: Uint8Array;
  /** Of each node, `states.length` counts of its instances; empty for a graph of tasks. */
  readonly counts: Uint32Array;
}

/** A graph to paint. Boxes are its nodes, then the instances of open stacks. */
export interface Picture extends BoxStates, Rectangles {
  readonly by: 'task' | 'template';
  readonly states: readonly TaskState[];
  readonly nodes: number;
  readonly names: readonly string[];
  /** Of each node. */
  readonly instances: Uint32Array;
  /** Of each box behind the nodes: the node that it is an instance of. */
  readonly owner: Uint32Array;
  readonly taskCount: number;
  readonly size: { readonly width: number; readonly height: number };
  readonly links: PaintedLinks;
}

/** Links between items: nodes, then joins, then bends. Ordered so that all links to an item come before those from it. */
export interface PaintedLinks {
  readonly items: number;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  /** Of link i, x and y in turns: points[starts[i]] up to points[starts[i + 1]]. */
  readonly points: Float32Array;
  readonly starts: Uint32Array;
  /** Middles of the joins, x and y in turns. */
  readonly joins: Float32Array;
}
