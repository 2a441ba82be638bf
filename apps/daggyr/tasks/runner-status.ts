import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CapacityAnswer } from '#wire/capacity';
import type { RunnerStatus } from '#wire/runner';
import { Tasks } from './tasks';

/** What this runner is and has free. */
@Injectable()
export class RunnerStatusView {
  /** Another one after each start. */
  private readonly instance = randomBytes(8).toString('hex');

  constructor(private readonly tasks: Tasks) {}

  capacity(): CapacityAnswer {
    const { total, free, live } = this.tasks.table;
    return { total, free, tasks: live };
  }

  status(): RunnerStatus {
    return { instance: this.instance, revision: this.tasks.table.revision, capacity: this.capacity() };
  }
}
