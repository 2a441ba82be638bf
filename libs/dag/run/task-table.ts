import { withRoom } from './growable';
import { TASK_STATES, TaskCode, type TaskState } from './states';

/** What is known of every task of a run: columns, because a run may have millions. */
export class TaskTable {
  count = 0;
  /** TaskCode. */
  state = new Uint8Array(0);
  /** Failed attempts since the task was last reset. */
  failures = new Uint32Array(0);
  /** Lost attempts in a row. */
  losses = new Uint8Array(0);
  /** Attempts ever started; the number of the last one. */
  attempts = new Uint32Array(0);
  /** Row of the last attempt in the attempt table, or -1. */
  lastAttempt = new Int32Array(0);
  /** TaskCode -> tasks in that state. */
  readonly counts = new Int32Array(TASK_STATES.length);

  add(tasks: number): void {
    const count = this.count + tasks;
    // The first tasks get exactly the room they need: most runs never grow.
    this.state = withRoom(this.state, count);
    this.failures = withRoom(this.failures, count);
    this.losses = withRoom(this.losses, count);
    this.attempts = withRoom(this.attempts, count);
    this.lastAttempt = withRoom(this.lastAttempt, count);
    this.lastAttempt.fill(-1, this.count, count);
    this.count = count;
    this.counts[TaskCode.QUEUED] += tasks;
  }

  stateOf(task: number): TaskState {
    return TASK_STATES[this.state[task]];
  }
}
