import { Get } from '@nestjs/common';
import { graphAnswerExample, graphAnswerSchema, type GraphAnswer } from '#wire/graph';
import { Operation } from '#server/openapi/operation';
import { Query } from '#server/openapi/operation-guard';
import { ApiController } from '../engine/api-controller';
import { RunID } from '../runs/run-id';
import { GRAPH_QUERY, type GraphQuery } from './graph-query';
import { Graphs } from './graphs';

@ApiController('dagruns/:runID/graph')
export class GraphController {
  constructor(private readonly graphs: Graphs) {}

  @Get()
  @Operation({
    id: 'getGraph',
    summary: 'The graph of a run: all tasks, templates, or the neighbourhood of a task',
    description:
      'Of tasks, at most 50,000 nodes and 200,000 edges are sent; a larger graph is refused with 413, and `by=template` or `around` are the ways to see it.',
    tag: 'runs',
    query: GRAPH_QUERY,
    ok: { schema: graphAnswerSchema, example: graphAnswerExample },
    problems: [404, 413, 503],
  })
  get(@RunID() runID: number, @Query() query: GraphQuery): Promise<GraphAnswer> {
    return this.graphs.get(runID, query);
  }
}
