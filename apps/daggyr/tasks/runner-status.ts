import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { HttpProblem } from '#server/http/http-problem';
import type { CapacityAnswer } from '#wire/capacity';
import type { RunnerStatus } from '#wire/runner';
import { Tasks } from './tasks';

/** `Daggy-Instance`: what `instance` said when the client heard this runner last. */
export const INSTANCE_HEADER = {
  'Daggy-Instance': {
    description:
      'Instance of the runner that the request is meant for: one that was restarted refuses it (409, conflict). A start that is sent again because its answer was lost is then carried out once.',
    schema: { type: 'string' },
  },
};

/** What this runner is and has free. */
@Injectable()
export class RunnerStatusView {
  /** Another one after each start. */
  private readonly instance = randomBytes(8).toString('hex');

  constructor(private readonly tasks: Tasks) {}

  /** Throws `conflict` for a request that is meant for another instance: what that one was sent is not for this one. */
  checkInstance(meant: string | undefined): void {
    if (meant === undefined || meant === this.instance) return;
    throw new HttpProblem(409, 'conflict', 'The runner was restarted: this is another instance than the one meant');
  }

  capacity(): CapacityAnswer {
    const { total, free, live } = this.tasks.table;
    return { total, free, tasks: live };
  }

  status(): RunnerStatus {
    return { instance: this.instance, revision: this.tasks.table.revision, capacity: this.capacity() };
  }
}
