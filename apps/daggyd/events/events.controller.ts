import { Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { eventSchema } from '#wire/event';
import { integerField } from '#server/http/query-fields';
import type { QueryOf } from '#server/http/query';
import { Operation } from '#server/openapi/operation';
import { Query } from '#server/openapi/operation-guard';
import { ApiController } from '../engine/api-controller';
import { EventFeed } from './event-feed';

const EVENTS_QUERY = {
  runID: integerField('Only events of this run.', { min: 1, max: 999_999_999_999_999, absent: undefined }),
  heartbeatSeconds: integerField(
    'An event of the type `heartbeat`, with nothing in it, comes every so many seconds, so that a client notices when a connection has gone silent. Absent: comments do, which browsers do not hand on.',
    { min: 1, max: 60, absent: undefined },
  ),
};

@ApiController('events')
export class EventsController {
  constructor(private readonly feed: EventFeed) {}

  @Get()
  @Operation({
    id: 'streamEvents',
    summary: 'State changes as they happen',
    description:
      'Server-sent events from the moment on at which the headers of the answer are sent. `event` is the type, `data` an Event, `id` what Last-Event-ID goes by. ' +
      'A client that resumes after too long, or after daggyd was restarted, gets an event of the type `missed` first.',
    tag: 'server',
    query: EVENTS_QUERY,
    headers: {
      'Last-Event-ID': { description: 'The last id that was received: goes on after it.', schema: { type: 'string' } },
    },
    ok: {
      type: 'text/event-stream',
      schema: { type: 'string', description: `Its \`data\` is an Event: ${eventSchema.description}` },
      example:
        'id: 5f0c6b1e9a2d-17\nevent: run\ndata: {"type":"run","time":"2026-11-20T08:00:04.180Z","runID":42,"state":"COMPLETED"}\n\n',
    },
    problems: [404],
  })
  stream(
    @Query() wanted: QueryOf<typeof EVENTS_QUERY>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.feed.stream(wanted, request, response);
  }
}
