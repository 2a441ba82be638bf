import { randomUUID } from 'node:crypto';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DaggyError } from '#dag/errors';
import type { ProblemCode } from '#wire/problem';
import { fromDaggyError, HttpProblem } from './http-problem';
import { allowedMethods } from './route-table';
import { sendProblem } from './send-problem';

/** The one place where an error becomes an answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    if (request.route === undefined && error instanceof HttpException && error.getStatus() === 404) {
      return this.noRoute(request, response);
    }
    sendProblem(request, response, toProblem(error) ?? this.unexpected(error, request));
  }

  private noRoute(request: Request, response: Response): void {
    const allowed = allowedMethods(request);
    if (allowed.length === 0) {
      const problem = new HttpProblem(404, 'not-found', `There is nothing at ${shorten(request.path)}`);
      return sendProblem(request, response, problem);
    }
    const allow = allowed.join(', ');
    if (request.method === 'OPTIONS') {
      response.status(204).set('Allow', allow).end();
      return;
    }
    const message = `${request.method} is not possible at ${shorten(request.path)}; possible: ${allow}`;
    sendProblem(request, response, new HttpProblem(405, 'method-not-allowed', message, [], { Allow: allow }));
  }

  /** The client gets an id to quote, the log gets the rest. */
  private unexpected(error: unknown, request: Request): HttpProblem {
    const id = randomUUID();
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.logger.error(`Request ${request.method} ${shorten(request.path)} failed (${id}): ${text}`);
    return new HttpProblem(500, 'internal', `Something went wrong here; the server's log has it under ${id}`);
  }
}

function toProblem(error: unknown): HttpProblem | undefined {
  if (error instanceof HttpProblem) return error;
  if (error instanceof DaggyError) return fromDaggyError(error);
  if (error instanceof HttpException) {
    const status = error.getStatus();
    if (status < 500) return new HttpProblem(status, CODE_OF[status] ?? 'invalid-request', error.message);
  }
  return undefined;
}

const CODE_OF: Readonly<Record<number, ProblemCode>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  406: 'not-acceptable',
  413: 'too-large',
  415: 'unsupported-media-type',
};

function shorten(path: string): string {
  return path.length > 200 ? `${path.slice(0, 200)}...` : path;
}
