import { Get, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { lineCountsExample, lineCountsSchema, type LineCounts } from '#wire/line-counts';
import { searchAnswerExample, searchAnswerSchema, type SearchAnswer } from '#wire/search';
import { OUTPUT_OPERATION } from '#server/bytes/output-operation';
import { LINES_QUERY, type OUTPUT_QUERY, SEARCH_QUERY } from '#server/bytes/output-query';
import type { QueryOf } from '#server/http/query';
import { Operation, type OperationSpec } from '#server/openapi/operation';
import { Query } from '#server/openapi/operation-guard';
import { ApiController } from '../engine/api-controller';
import { RunID } from '../runs/run-id';
import { AttemptNumber } from './attempt-number';
import { Outputs } from './outputs';

type OutputQuery = QueryOf<typeof OUTPUT_QUERY>;
type SearchQuery = QueryOf<typeof SEARCH_QUERY>;
type LinesQuery = QueryOf<typeof LINES_QUERY>;

const RAW = {
  ...OUTPUT_OPERATION,
  description:
    'Byte for byte up to limits.maxOutputBytes; of more, the beginning and the end, with a marker in between.',
  problems: [404, 416, 503],
};

const SEARCH: Omit<OperationSpec, 'id' | 'summary'> = {
  description: 'Of a line longer than 64 KiB the beginning is searched.',
  tag: 'output',
  query: SEARCH_QUERY,
  ok: { schema: searchAnswerSchema, example: searchAnswerExample },
  problems: [404, 503],
};

const LINES: Omit<OperationSpec, 'id' | 'summary'> = {
  description: 'How many newlines are in each 64 KiB: enough to find a line by its number with a Range of few bytes.',
  tag: 'output',
  query: LINES_QUERY,
  ok: { schema: lineCountsSchema, example: lineCountsExample },
  problems: [404, 503],
};

@ApiController('dagruns/:runID/tasks/:taskName/attempts/:attempt')
export class OutputController {
  constructor(private readonly outputs: Outputs) {}

  @Get('stdout')
  @Operation({ ...RAW, id: 'getStdout', summary: 'What an attempt wrote to stdout' })
  stdout(
    @RunID() runID: number,
    @Param('taskName') taskName: string,
    @AttemptNumber() attempt: number,
    @Query() query: OutputQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.outputs.send({ runID, taskName, attempt, stream: 'stdout' }, query, request, response);
  }

  @Get('stderr')
  @Operation({ ...RAW, id: 'getStderr', summary: 'What an attempt wrote to stderr' })
  stderr(
    @RunID() runID: number,
    @Param('taskName') taskName: string,
    @AttemptNumber() attempt: number,
    @Query() query: OutputQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.outputs.send({ runID, taskName, attempt, stream: 'stderr' }, query, request, response);
  }

  @Get('stdout/search')
  @Operation({ ...SEARCH, id: 'searchStdout', summary: 'Lines of stdout that match' })
  searchStdout(
    @RunID() runID: number,
    @Param('taskName') taskName: string,
    @AttemptNumber() attempt: number,
    @Query() query: SearchQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SearchAnswer> {
    return this.outputs.search({ runID, taskName, attempt, stream: 'stdout' }, query, response);
  }

  @Get('stderr/search')
  @Operation({ ...SEARCH, id: 'searchStderr', summary: 'Lines of stderr that match' })
  searchStderr(
    @RunID() runID: number,
    @Param('taskName') taskName: string,
    @AttemptNumber() attempt: number,
    @Query() query: SearchQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SearchAnswer> {
    return this.outputs.search({ runID, taskName, attempt, stream: 'stderr' }, query, response);
  }

  @Get('stdout/lines')
  @Operation({ ...LINES, id: 'countStdoutLines', summary: 'Where the lines of stdout are' })
  stdoutLines(
    @RunID() runID: number,
    @Param('taskName') taskName: string,
    @AttemptNumber() attempt: number,
    @Query() query: LinesQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<LineCounts> {
    return this.outputs.lines({ runID, taskName, attempt, stream: 'stdout' }, query, response);
  }

  @Get('stderr/lines')
  @Operation({ ...LINES, id: 'countStderrLines', summary: 'Where the lines of stderr are' })
  stderrLines(
    @RunID() runID: number,
    @Param('taskName') taskName: string,
    @AttemptNumber() attempt: number,
    @Query() query: LinesQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<LineCounts> {
    return this.outputs.lines({ runID, taskName, attempt, stream: 'stderr' }, query, response);
  }
}
