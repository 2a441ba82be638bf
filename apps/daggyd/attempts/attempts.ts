import { Injectable } from '@nestjs/common';
import { Engine } from '#dag/engine/engine';
import type { LoadedRun } from '#dag/engine/loaded-run';
import type { Attempt } from '#dag/run/attempt-table';
import { CursorCodec } from '#server/cursor';
import type { PAGING } from '#server/http/paging';
import type { QueryOf } from '#server/http/query';
import type { AttemptList, AttemptRow } from '#wire/attempt';
import { presentOptionalTime, presentTime } from '#server/present-time';

const LONGEST_WHERE = 200;

/** A position is a row of the run's attempt table. */
const cursors = new CursorCodec<number>({ type: 'integer', minimum: 0 });

/** Looks at the attempts of a run. */
@Injectable()
export class Attempts {
  constructor(private readonly engine: Engine) {}

  async list(runID: number, { limit, cursor }: QueryOf<typeof PAGING>): Promise<AttemptList> {
    const scope = `attempts ${runID}`;
    const first = cursor === undefined ? 0 : cursors.decode(scope, cursor);
    const run = await this.engine.run(runID);
    const { attempts } = run.model;
    const end = Math.min(attempts.count, first + limit);
    const items: AttemptRow[] = [];
    for (let row = first; row < end; row++) items.push(this.present(run, attempts.at(row)));
    return { items, nextCursor: end < attempts.count ? cursors.encode(scope, end) : null };
  }

  private present(run: LoadedRun, attempt: Attempt): AttemptRow {
    const { graph } = run.model;
    const { spec } = graph.templateOf(attempt.task);
    return {
      task: graph.nameOf(attempt.task),
      template: spec.name,
      attempt: attempt.attempt,
      startTime: presentTime(attempt.startTime),
      stopTime: presentOptionalTime(attempt.stopTime),
      rc: attempt.rc ?? null,
      cause: attempt.cause ?? null,
      where: this.engine.executorLog(run, attempt).slice(0, LONGEST_WHERE) || `pool ${spec.pool}`,
    };
  }
}
