import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Registry } from 'prom-client';
import { aliveExample, aliveSchema, versionExample, versionSchema, type Alive, type Version } from '#wire/server-info';
import { HttpProblem } from '../http/http-problem';
import { Operation } from '../openapi/operation';
import { Shutdown } from '../process/shutdown';
import { SERVER_INFO } from '../server-info';
import { Readiness } from './readiness';

@Controller()
export class ProbesController {
  constructor(
    private readonly readiness: Readiness,
    private readonly shutdown: Shutdown,
    private readonly registry: Registry,
    @Inject(SERVER_INFO) private readonly info: Version,
  ) {}

  @Get('livez')
  @Operation({
    id: 'getLivez',
    summary: 'Whether the server is alive',
    tag: 'server',
    ok: { schema: aliveSchema, example: aliveExample },
  })
  livez(): Alive {
    return { status: 'ok' };
  }

  @Get('readyz')
  @Operation({
    id: 'getReadyz',
    summary: 'Whether the server can do its work; the reason if not',
    tag: 'server',
    ok: { schema: aliveSchema, example: aliveExample },
    problems: [503],
  })
  async readyz(): Promise<Alive> {
    if (this.shutdown.signal.aborted) throw new HttpProblem(503, 'shutting-down', 'The server is shutting down');
    const reasons = await this.readiness.reasons();
    if (reasons.length > 0) throw new HttpProblem(503, 'not-ready', reasons.join('; '), [], { 'Retry-After': '5' });
    return { status: 'ok' };
  }

  @Get('version')
  @Operation({
    id: 'getVersion',
    summary: 'What runs here',
    tag: 'server',
    ok: { schema: versionSchema, example: versionExample },
  })
  version(): Version {
    return this.info;
  }

  @Get('metrics')
  @Operation({
    id: 'getMetrics',
    summary: 'Figures for Prometheus',
    tag: 'server',
    ok: { type: 'text/plain', schema: { type: 'string' }, example: 'process_start_time_seconds 1796083200\n' },
  })
  async metrics(@Res() response: Response): Promise<void> {
    const text = await this.registry.metrics();
    response.set('Content-Type', this.registry.contentType).send(text);
  }
}
