import type { RunState } from '../run/states';
import type { LoadedRun } from './loaded-run';

/** Which runs may start tasks: at most so many are RUNNING, the others wait in the order in which they came. */
export class Admission {
  /** RUNNING runs by ascending id. */
  readonly running: LoadedRun[] = [];
  private readonly waiting: LoadedRun[] = [];

  constructor(private readonly most: number) {}

  /** Told of every state that a run enters. */
  entered(run: LoadedRun, state: RunState): void {
    if (state !== 'RUNNING') remove(this.running, run);
    if (state !== 'QUEUED') remove(this.waiting, run);
    if (state === 'QUEUED' && !this.waiting.includes(run)) this.waiting.push(run);
    if (state === 'RUNNING' && !this.running.includes(run)) {
      const place = this.running.findIndex(({ model }) => model.runID > run.model.runID);
      this.running.splice(place < 0 ? this.running.length : place, 0, run);
    }
  }

  /** The run that is to be RUNNING next, if there is room for one more. */
  next(): LoadedRun | undefined {
    return this.running.length < this.most ? this.waiting[0] : undefined;
  }
}

function remove(runs: LoadedRun[], run: LoadedRun): void {
  const place = runs.indexOf(run);
  if (place >= 0) runs.splice(place, 1);
}
