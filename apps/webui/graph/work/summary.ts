import type { TaskCounts } from '#wire/states';
import { STATE_SIGNS } from '../../widgets/states';
import { type Picture, STACK } from './picture';

/** How many tasks of a picture are in each state. */
export function taskCounts({ by, states, state, counts, nodes }: Picture): TaskCounts {
  const totals: TaskCounts = { QUEUED: 0, RUNNING: 0, RETRY: 0, COMPLETED: 0, ERRORED: 0, KILLED: 0 };
  if (by === 'task') for (let node = 0; node < nodes; node++) totals[states[state[node]]]++;
  else for (let at = 0; at < counts.length; at++) totals[states[at % states.length]] += counts[at];
  return totals;
}

/** Boxes of ERRORED tasks, ascending; of a closed stack that has some, the stack. */
export function failedBoxes({ states, state, counts, nodes, owner }: Picture): Uint32Array {
  const errored = states.indexOf('ERRORED');
  const open = new Set(owner);
  const failed: number[] = [];
  for (let box = 0; box < state.length; box++) {
    const closed = box < nodes && state[box] === STACK && !open.has(box);
    const has = closed ? counts[box * states.length + errored] > 0 : state[box] === errored;
    if (has) failed.push(box);
  }
  return Uint32Array.from(failed);
}

/** The node that a box is, or is an instance of. */
export function nodeOf({ nodes, owner }: Picture, box: number): number {
  return box < nodes ? box : owner[box - nodes];
}

/** For people: the name of a box, and what is known of it. */
export function describeBox(
  picture: Picture,
  box: number,
): { readonly name: string; readonly lines: readonly string[] } {
  const { states, state, counts, instances, names } = picture;
  if (state[box] !== STACK)
    return { name: names[box], lines: [`${STATE_SIGNS[states[state[box]]]} ${states[state[box]]}`] };
  const lines = states.flatMap((each, at) => {
    const count = counts[box * states.length + at];
    return count > 0 ? [`${STATE_SIGNS[each]} ${count.toLocaleString('en')} ${each}`] : [];
  });
  return { name: names[box], lines: [`${instances[box].toLocaleString('en')} instances`, ...lines] };
}
