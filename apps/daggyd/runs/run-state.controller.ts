import { Patch } from '@nestjs/common';
import {
  runStateChangeExample,
  runStateChangeSchema,
  runStateRequestExample,
  runStateRequestSchema,
  type RunStateChange,
  type RunStateRequest,
} from '#wire/state-change';
import { JsonBody } from '#server/http/body';
import { Operation } from '#server/openapi/operation';
import { ApiController } from '../engine/api-controller';
import { RunCommands } from './run-commands';
import { RunID } from './run-id';

@ApiController('dagruns/:runID/state')
export class RunStateController {
  constructor(private readonly commands: RunCommands) {}

  @Patch()
  @Operation({
    id: 'changeRunState',
    summary: 'Kill, pause, resume or retry a run',
    description:
      'KILLED stops what runs, PAUSED starts nothing new, RUNNING resumes a paused run, QUEUED queues every failed task of an ended run again. ' +
      'The answer tells the state that the run has then; a run that is still being killed after 2 seconds is not KILLED yet.',
    tag: 'runs',
    body: { schema: runStateRequestSchema, example: runStateRequestExample },
    ok: { schema: runStateChangeSchema, example: runStateChangeExample },
    problems: [404, 408, 409, 413, 415, 503],
  })
  change(
    @RunID() runID: number,
    @JsonBody({ schema: runStateRequestSchema }) { state }: RunStateRequest,
  ): Promise<RunStateChange> {
    return this.commands.change(runID, state);
  }
}
