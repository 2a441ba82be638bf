import type { AttemptKey, FinishedAttempt } from '#dag/ports/executor';
import type { RunnerLink } from './runner-link';
import { textOf } from './task-ids';

interface Reported {
  readonly taskID: string;
  readonly link: RunnerLink;
}

/** Results on their way to the engine; each attempt is known here until its result is acknowledged. */
export class Reports {
  /** By key: what a runner is to forget then; undefined when none had it. */
  private readonly reported = new Map<string, Reported | undefined>();
  private results: FinishedAttempt[] = [];
  private soon: NodeJS.Immediate | undefined;

  constructor(private readonly deliver: (results: readonly FinishedAttempt[]) => void) {}

  has(text: string): boolean {
    return this.reported.has(text);
  }

  /** Whether it is that task of that runner. */
  isAt(text: string, link: RunnerLink, taskID: string): boolean {
    const reported = this.reported.get(text);
    return reported?.taskID === taskID && reported.link === link;
  }

  add(result: FinishedAttempt, at?: Reported): void {
    this.reported.set(textOf(result.key), at);
    this.results.push(result);
    this.soon ??= setImmediate(() => this.deliverNow());
  }

  deliverNow(): void {
    this.soon = undefined;
    const results = this.results.splice(0);
    if (results.length > 0) this.deliver(results);
  }

  acknowledge(keys: readonly AttemptKey[]): void {
    const byLink = new Map<RunnerLink, string[]>();
    for (const key of keys) {
      const text = textOf(key);
      const reported = this.reported.get(text);
      this.reported.delete(text);
      if (!reported) continue;
      const taskIDs = byLink.get(reported.link);
      if (taskIDs) taskIDs.push(reported.taskID);
      else byLink.set(reported.link, [reported.taskID]);
    }
    for (const [link, taskIDs] of byLink) link.forget(taskIDs);
  }
}
