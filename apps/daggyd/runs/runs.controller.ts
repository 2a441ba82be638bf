import { Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { definitionExample, definitionSchema } from '#wire/definition';
import {
  runCreatedExample,
  runCreatedSchema,
  runListExample,
  runListSchema,
  runSummaryExample,
  runSummarySchema,
  validationReportExample,
  validationReportSchema,
  type RunCreated,
  type RunList,
  type RunSummary,
  type ValidationReport,
} from '#wire/run';
import { runStateAnswerExample, runStateAnswerSchema, type RunStateAnswer } from '#wire/states';
import { Operation } from '#server/openapi/operation';
import { Query } from '#server/openapi/operation-guard';
import { API_BASE } from '#server/server-info';
import { ApiController } from '../engine/api-controller';
import { RUN_LIST_QUERY, type RunListQuery } from './list-query';
import { RunID } from './run-id';
import { Runs } from './runs';
import { Submission } from './submission';

const tag = 'runs';
const body = { schema: definitionSchema, example: definitionExample };
const created = { schema: runCreatedSchema, example: runCreatedExample };

@ApiController('dagruns')
export class RunsController {
  constructor(
    private readonly runs: Runs,
    private readonly submission: Submission,
  ) {}

  @Post()
  @Operation({
    id: 'submitRun',
    summary: 'Submit a run',
    description: 'Answered when it is durable. The same Idempotency-Key and body again answer with the first run.',
    tag,
    body,
    headers: {
      'Idempotency-Key': {
        description: 'Makes it safe to send the submission again when no answer came.',
        schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
      },
    },
    ok: { ...created, status: 201, description: 'Accepted.', headers: { Location: 'Path of the run.' } },
    alsoOk: [{ ...created, description: 'The run that the same Idempotency-Key and body made before.' }],
    problems: [408, 413, 415, 422, 429, 503],
  })
  async submit(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<RunCreated> {
    const { created: isNew, ...answer } = await this.submission.submit(request, response);
    response.status(isNew ? 201 : 200).location(`/${API_BASE}/dagruns/${answer.runID}`);
    return answer;
  }

  @Post('validate')
  @HttpCode(200)
  @Operation({
    id: 'validateRun',
    summary: 'Check a definition and tell what it would become; run nothing',
    tag,
    body,
    ok: { schema: validationReportSchema, example: validationReportExample },
    problems: [408, 413, 415],
  })
  validate(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<ValidationReport> {
    return this.submission.validate(request, response);
  }

  @Get()
  @Operation({
    id: 'listRuns',
    summary: 'List runs, newest first',
    description:
      'A page may have fewer items than `limit`, even none, when many runs are filtered out: there is more as long as there is a `nextCursor`.',
    tag,
    query: RUN_LIST_QUERY,
    ok: { schema: runListSchema, example: runListExample },
  })
  list(@Query() query: RunListQuery, @Req() { originalUrl }: Request): Promise<RunList> {
    return this.runs.list(query, originalUrl);
  }

  @Get(':runID')
  @Operation({
    id: 'getRun',
    summary: 'One run',
    tag,
    ok: { schema: runSummarySchema, example: runSummaryExample },
    problems: [404],
  })
  get(@RunID() runID: number): RunSummary {
    return this.runs.get(runID);
  }

  @Delete(':runID')
  @HttpCode(204)
  @Operation({
    id: 'removeRun',
    summary: 'Remove a finished run and its output',
    tag,
    ok: { status: 204, description: 'It is gone.' },
    problems: [404, 409, 503],
  })
  remove(@RunID() runID: number): Promise<void> {
    return this.runs.remove(runID);
  }

  @Get(':runID/spec')
  @Operation({
    id: 'getRunSpec',
    summary: 'The definition as it was submitted',
    tag,
    ok: { ...body, description: 'Byte for byte.' },
    problems: [404, 503],
  })
  async spec(@RunID() runID: number, @Res() response: Response): Promise<void> {
    response.type('application/json').send(Buffer.from(await this.runs.document(runID)));
  }

  @Get(':runID/state')
  @Operation({
    id: 'getRunState',
    summary: 'The state of a run',
    tag,
    ok: { schema: runStateAnswerSchema, example: runStateAnswerExample },
    problems: [404],
  })
  state(@RunID() runID: number): RunStateAnswer {
    return { state: this.runs.get(runID).state };
  }
}
