import { applyEvent } from '../run/apply-event';
import type { RunEvent } from '../run/events';
import type { RunModel } from '../run/run-model';
import { isFinal } from '../run/states';
import { Plan } from './plan';

/** A run in memory: what is known of it, and what of it is ready. */
export class LoadedRun {
  /** Something that happened to it is not durable yet. */
  unsaved = false;
  /** Requests that wait to be carried out on it. */
  awaited = 0;
  private madePlan?: Plan;

  constructor(readonly model: RunModel) {}

  /** Made when it is first asked for: a finished run that people only look at needs none. */
  get plan(): Plan {
    return (this.madePlan ??= new Plan(this.model));
  }

  apply(event: RunEvent): void {
    applyEvent(this.model, event);
  }

  /** Whether it may leave memory. */
  get idle(): boolean {
    return isFinal(this.model.state) && this.model.running === 0 && !this.unsaved && this.awaited === 0;
  }
}
