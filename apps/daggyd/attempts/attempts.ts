import { Injectable } from '@nestjs/common';
import { Engine } from '#dag/engine/engine';
import type { RunModel } from '#dag/run/run-model';
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
    const { model } = await this.engine.run(runID);
    const end = Math.min(model.attempts.count, first + limit);
    const items: AttemptRow[] = [];
    for (let row = first; row < end; row++) items.push(presentRow(model, row));
    return { items, nextCursor: end < model.attempts.count ? cursors.encode(scope, end) : null };
  }
}

function presentRow({ graph, attempts }: RunModel, row: number): AttemptRow {
  const { task, attempt, startTime, stopTime, rc, cause, executorLog } = attempts.at(row);
  const { spec } = graph.templateOf(task);
  return {
    task: graph.nameOf(task),
    template: spec.name,
    attempt,
    startTime: presentTime(startTime),
    stopTime: presentOptionalTime(stopTime),
    rc: rc ?? null,
    cause: cause ?? null,
    where: executorLog.slice(0, LONGEST_WHERE) || `pool ${spec.pool}`,
  };
}
