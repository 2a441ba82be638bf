import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Engine, type Submitted } from '#dag/engine/engine';
import { makeTemplates } from '#dag/expand/make-template';
import { longestChain } from '#dag/graph/longest-chain';
import type { Idempotency } from '#dag/run/run-record';
import { readJsonText } from '#server/http/body';
import { HttpProblem } from '#server/http/http-problem';
import type { ValidationReport } from '#wire/run';
import { DAGGYD_CONFIG, type DaggydConfig } from '../daggyd-config';

const MB = 1024 * 1024;

/** Takes definitions in, or only checks them. */
@Injectable()
export class Submission {
  private readonly mostBytes: number;

  constructor(
    private readonly engine: Engine,
    @Inject(DAGGYD_CONFIG) config: DaggydConfig,
  ) {
    this.mostBytes = config.limits.maxBodyMB * MB;
  }

  async submit(request: Request, response: Response): Promise<Submitted> {
    const key = idempotencyKey(request);
    const document = await readJsonText(request, response, this.mostBytes);
    return this.engine.submit(document, key === undefined ? undefined : idempotency(key, document));
  }

  async validate(request: Request, response: Response): Promise<ValidationReport> {
    const { tasks, edges, parameters } = this.engine.check(await readJsonText(request, response, this.mostBytes));
    const templates = makeTemplates(tasks, parameters).map(({ spec, count }) => ({
      name: spec.name,
      instances: count,
    }));
    const names = tasks.map(({ name }) => name);
    return {
      valid: true,
      taskCount: templates.reduce((sum, { instances }) => sum + instances, 0),
      templates,
      edges: edges.map(({ parent, child, same }) => ({ parent, child, same: [...same] })),
      longestChain: longestChain(names, edges),
    };
  }
}

function idempotency(key: string, document: string): Idempotency {
  return { key, bodyHash: createHash('sha256').update(document).digest('hex') };
}

function idempotencyKey({ headers }: Request): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined || (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key))) return key;
  throw new HttpProblem(400, 'invalid-request', 'The Idempotency-Key must be 1 to 255 visible ASCII characters');
}
