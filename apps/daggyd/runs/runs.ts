import { Injectable } from '@nestjs/common';
import { Engine } from '#dag/engine/engine';
import { DaggyError } from '#dag/errors';
import { listRuns } from '#dag/run/views/list-runs';
import type { RunList, RunSummary } from '#wire/run';
import { TimedTurns } from '../engine/timed-turns';
import { readRunQuery, type RunListQuery } from './list-query';
import { presentRun } from './present-run';

/** Runs as a whole. */
@Injectable()
export class Runs {
  constructor(private readonly engine: Engine) {}

  async list(listQuery: RunListQuery, url: string): Promise<RunList> {
    const { query, next } = readRunQuery(listQuery, url);
    const page = await listRuns(this.engine.index, query, new TimedTurns());
    return { items: page.items.map(presentRun), nextCursor: page.next ? next(page.next) : null };
  }

  get(runID: number): RunSummary {
    const record = this.engine.index.get(runID);
    if (!record) throw new DaggyError('run-not-found', `There is no run ${runID}.`);
    return presentRun(record);
  }

  document(runID: number): Promise<string> {
    return this.engine.document(runID);
  }

  remove(runID: number): Promise<void> {
    return this.engine.remove(runID);
  }
}
