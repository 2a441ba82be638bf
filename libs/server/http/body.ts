import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import { decodeText, parseJson } from '../parse-json';
import { compileCheck, type Schema } from '../schema-check';
import { outsideGate } from './gate';
import { HttpProblem, invalidRequest } from './http-problem';
import { readBody } from './read-body';

const MB = 1024 * 1024;

export interface JsonBodyOptions {
  /** What makes the body the type of the handler's argument; its defaults are filled in. */
  readonly schema: Schema;
  /** Most bytes; 1 MB unless given. */
  readonly limit?: number;
}

/** A handler's argument: the request's JSON body, read and held against its schema; all problems at once. */
export const JsonBody = createParamDecorator(async (options: JsonBodyOptions, context: ExecutionContext) => {
  const http = context.switchToHttp();
  const bytes = await readJsonBytes(http.getRequest<Request>(), http.getResponse<Response>(), options.limit ?? MB);
  const parsed = parseJson(bytes);
  if (!parsed.ok) throw invalidRequest('The body has a problem', parsed.problems);
  const checked = checkOf(options.schema)(parsed.value);
  if (!checked.ok) throw invalidRequest('The body has a problem', checked.problems);
  return checked.value;
});

/** The text of a JSON body that somebody else parses; at most `limit` bytes. */
export async function readJsonText(request: Request, response: Response, limit: number): Promise<string> {
  const text = decodeText(await readJsonBytes(request, response, limit));
  if (text === undefined) throw new HttpProblem(400, 'invalid-request', 'The body is not UTF-8 text');
  return text;
}

function readJsonBytes(request: Request, response: Response, limit: number): Promise<Buffer> {
  const type = request.headers['content-type'];
  if (type !== undefined && !/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)) {
    const message = `The body must be JSON (Content-Type: application/json), it is ${type.slice(0, 80)}`;
    throw new HttpProblem(415, 'unsupported-media-type', message, [], { Accept: 'application/json' });
  }
  return outsideGate(request, () => readBody(request, response, limit));
}

const checks = new WeakMap<Schema, ReturnType<typeof compileCheck<unknown>>>();

function checkOf(schema: Schema): ReturnType<typeof compileCheck<unknown>> {
  const check = checks.get(schema) ?? compileCheck<unknown>(schema, { defaults: true });
  checks.set(schema, check);
  return check;
}
