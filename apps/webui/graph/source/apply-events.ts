import type { Event } from '#wire/event';
import type { TaskState } from '#wire/states';
import { type Picture, STACK } from '../work/picture';

export interface Applied {
  /** Something of the picture has changed: paint it again. */
  readonly changed: boolean;
  /** Something happened that the events do not tell in full: read the graph again. */
  readonly incomplete: boolean;
}

/** Brings the states of a picture up to date with events of its run. Boxes are found by name. */
export class EventApplier {
  private readonly boxes: ReadonlyMap<string, number>;

  /** `whole`: all tasks of the run are in the picture, one by one or in stacks. */
  constructor(
    private readonly picture: Picture,
    private readonly whole: boolean,
  ) {
    this.boxes = new Map(picture.names.map((name, box) => [name, box]));
  }

  apply(events: readonly Event[]): Applied {
    let changed = false;
    let incomplete = false;
    for (const event of events) {
      switch (event.type) {
        case 'task': {
          const done = this.setState(event.task, event.state);
          changed ||= done;
          incomplete ||= !done && this.whole;
          break;
        }
        case 'tasks':
        case 'tasks-added':
        case 'missed':
          incomplete = true;
          break;
        case 'run':
        case 'run-removed':
          break;
      }
    }
    return { changed, incomplete };
  }

  /** Whether it could. */
  private setState(name: string, state: TaskState): boolean {
    const { picture } = this;
    const code = picture.states.indexOf(state);
    const box = this.boxes.get(name);
    if (picture.by === 'task') {
      if (box !== undefined) picture.state[box] = code;
      return box !== undefined;
    }
    if (box !== undefined && box >= picture.nodes) {
      const node = picture.owner[box - picture.nodes];
      this.count(node, picture.state[box], -1);
      this.count(node, code, 1);
      picture.state[box] = code;
      return true;
    }
    // `pull_3` is of the template `pull`, unless there is a template `pull_3`.
    const node = box ?? this.boxes.get(name.slice(0, Math.max(0, name.lastIndexOf('_'))));
    // Of a stack the event does not say which state the task has left.
    if (node === undefined || node >= picture.nodes || picture.state[node] === STACK) return false;
    this.count(node, picture.state[node], -1);
    this.count(node, code, 1);
    picture.state[node] = code;
    return true;
  }

  private count(node: number, state: number, change: number): void {
    this.picture.counts[node * this.picture.states.length + state] += change;
  }
}
