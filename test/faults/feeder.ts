import { setTimeout as delay } from 'node:timers/promises';
import type { RunCreated } from '#wire/run';
import type { Definition } from '../simulator/reference-model';
import type { Api } from '../support/api';
import type { Submission } from './checker';
import { definitionOf } from './definitions';
import type { Findings } from './findings';
import { activeRuns } from './shown-run';

/** There are always about so many tasks in daggyd that have not ended. */
const TASKS_AT_WORK = 120;
/** Each life of daggyd gets a new run, unless there are so many. */
const MOST_TASKS = 600;
const LOOK_EVERY_MS = 60;

interface Sent {
  readonly tag: string;
  readonly definition: Definition;
  readonly runIDs: number[];
}

/** Submits runs, again and again until they are answered, each with a key of its own. */
export class Feeder {
  readonly submissions: Submission[] = [];
  private unanswered: Sent[] = [];

  constructor(
    private readonly seed: number,
    private readonly ledger: string,
    private readonly findings: Findings,
  ) {}

  /** Keeps this daggyd busy until it does not answer any more. */
  async feed(api: Api): Promise<void> {
    try {
      for (let first = true; ; first = false) {
        await this.sendUnanswered(api);
        let open = 0;
        for (const { taskCount, taskCounts } of await activeRuns(api)) open += taskCount - taskCounts.COMPLETED;
        if (first && open < MOST_TASKS) open += await this.send(api, this.make());
        while (open < TASKS_AT_WORK) open += await this.send(api, this.make());
        await delay(LOOK_EVERY_MS);
      }
    } catch {
      // It is gone, or on its way out.
    }
  }

  /** What was sent and never answered; again, until all of it is. */
  async sendUnanswered(api: Api): Promise<void> {
    for (const each of [...this.unanswered]) await this.send(api, each);
  }

  private make(): Sent {
    const number = this.submissions.length + 1;
    const sent = { tag: `run-${number}`, definition: definitionOf(this.seed, number, this.ledger), runIDs: [] };
    this.submissions.push(sent);
    this.unanswered.push(sent);
    return sent;
  }

  /** Resolves with how many tasks it has. */
  private async send(api: Api, sent: Sent): Promise<number> {
    const { tag, definition, runIDs } = sent;
    const answer = await api.send('POST', '/dagruns', { tag, ...definition }, { 'idempotency-key': tag });
    if (answer.status !== 201 && answer.status !== 200) {
      // On its way out it takes nothing in.
      if (answer.status !== 503) this.findings.add('troubles', `${tag}: ${answer.status} ${answer.body}`);
      throw new Error(`${tag} was not taken: ${answer.status}`);
    }
    const { runID, taskCount } = JSON.parse(answer.body) as RunCreated;
    runIDs.push(runID);
    this.unanswered = this.unanswered.filter((other) => other !== sent);
    return taskCount;
  }
}
