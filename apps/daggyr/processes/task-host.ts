import type { AttemptOutput, FinishedAttempt, OutputStream, StopCause } from '#dag/ports/executor';
import type { ProcessOrder } from '#executors/process/attempt-processes';

/** The process of a task, by the task's number. */
export type TaskProcess = Omit<ProcessOrder, 'runID' | 'task' | 'attempt'> & { readonly task: number };

/** Where tasks run. */
export interface TaskHost {
  /** Most tasks at once. */
  readonly slots: number;
  /** `finished` gets every result once, never from within a call. Rejects with a message for people. */
  open(finished: (results: readonly FinishedAttempt[]) => void): Promise<void>;
  start(processes: readonly TaskProcess[]): void;
  stop(tasks: readonly number[], cause: StopCause): void;
  output(task: number, stream: OutputStream): AttemptOutput;
  /** Of a task that has ended. */
  removeOutput(task: number): void;
  /** null while there is none. */
  pid(task: number): Promise<number | null>;
  /** Ends everything; resolves when all of it was reported. */
  close(): Promise<void>;
}

/** Injection token of the TaskHost. */
export const TASK_HOST = Symbol('task host');
