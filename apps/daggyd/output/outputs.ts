import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Engine } from '#dag/engine/engine';
import type { LoadedRun } from '#dag/engine/loaded-run';
import { DaggyError } from '#dag/errors';
import type { AttemptOutput, OutputStream } from '#dag/ports/executor';
import { TaskCode } from '#dag/run/states';
import { countLines } from '#server/bytes/count-lines';
import type { LINES_QUERY, OUTPUT_QUERY, SEARCH_QUERY } from '#server/bytes/output-query';
import { searchLines } from '#server/bytes/search-lines';
import { sendOutput } from '#server/bytes/send-output';
import { invalidRequest } from '#server/http/http-problem';
import type { QueryOf } from '#server/http/query';
import { Shutdown } from '#server/process/shutdown';
import { LINE_COUNT_STEP, type LineCounts } from '#wire/line-counts';
import type { SearchAnswer } from '#wire/search';
import { taskNamed } from '../tasks/task-named';

/** One stream of one attempt, as a path names it. */
export interface OutputPlace {
  readonly runID: number;
  readonly taskName: string;
  readonly attempt: number;
  readonly stream: OutputStream;
}

interface Found {
  readonly output: AttemptOutput;
  /** Whether nothing more is written to it. */
  ended(): boolean;
}

/** What attempts wrote. */
@Injectable()
export class Outputs {
  constructor(
    private readonly engine: Engine,
    private readonly shutdown: Shutdown,
  ) {}

  /** Sends the output; resolves when all is sent or the client has gone. */
  async send(
    place: OutputPlace,
    query: QueryOf<typeof OUTPUT_QUERY>,
    request: Request,
    response: Response,
  ): Promise<void> {
    const { output, ended } = await this.find(place);
    return sendOutput(request, response, output, query, {
      feed: this.engine.feed,
      ended,
      signal: this.shutdown.signal,
    });
  }

  async search(
    place: OutputPlace,
    { regex, limit }: QueryOf<typeof SEARCH_QUERY>,
    response: Response,
  ): Promise<SearchAnswer> {
    if (!regex) throw invalidRequest('The query has a problem', [{ pointer: '/regex', message: 'is missing' }]);
    const { output } = await this.find(place);
    return searchLines(output, regex, limit, goneSignal(response));
  }

  async lines(place: OutputPlace, { from }: QueryOf<typeof LINES_QUERY>, response: Response): Promise<LineCounts> {
    if (from % LINE_COUNT_STEP !== 0) {
      const message = `must be a multiple of ${LINE_COUNT_STEP}`;
      throw invalidRequest('The query has a problem', [{ pointer: '/from', message }]);
    }
    const { output } = await this.find(place);
    return countLines(output, from, goneSignal(response));
  }

  private async find({ runID, taskName, attempt, stream }: OutputPlace): Promise<Found> {
    const run = await this.engine.run(runID);
    const task = taskNamed(run, taskName);
    const { tasks } = run.model;
    if (attempt > tasks.attempts[task]) throw noSuchAttempt(run, taskName, attempt);
    const pool = this.engine.poolOf(run, task);
    if (!pool) {
      const message = `The output of task ${taskName} of run ${runID} cannot be read: its pool is not configured any more.`;
      throw new DaggyError('attempt-not-found', message);
    }
    return {
      output: pool.executor.output({ runID, task, attempt }, stream),
      ended: () => tasks.attempts[task] !== attempt || tasks.state[task] !== TaskCode.RUNNING,
    };
  }
}

/** Aborted when the client has gone. */
function goneSignal(response: Response): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return gone.signal;
}

function noSuchAttempt({ model }: LoadedRun, taskName: string, attempt: number): DaggyError {
  return new DaggyError('attempt-not-found', `Task ${taskName} of run ${model.runID} has no attempt ${attempt}.`);
}
