import type { Api } from '../support/api';
import { EventClient } from '../support/event-client';
import type { SeenEnd } from './checker';

/** A client that is told of the ends of attempts, life after life of daggyd. */
export class Witness {
  readonly seen: SeenEnd[] = [];
  private client?: EventClient;

  watch(api: Api): void {
    this.client = new EventClient(`${api.server.url}/api/v1/events`);
  }

  /** Writes down what the client was told until now. */
  note(): void {
    for (const { data } of this.client?.events ?? []) {
      if (data.type !== 'task' || data.cause === undefined || data.state === 'RUNNING') continue;
      const { runID, task, attempt, cause, rc = null } = data;
      this.seen.push({ runID, task, attempt, cause, rc });
    }
    this.client?.stop();
    this.client = undefined;
  }
}
