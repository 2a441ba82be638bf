import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { HttpProblem } from '../http/http-problem';
import { readQuery } from '../http/query';
import { OPERATION, type OperationSpec } from './operation';

const queries = new WeakMap<Request, unknown>();

/** Holds every request against what its operation declares: query parameters and the type of the answer. */
@Injectable()
export class OperationGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const spec = Reflect.getMetadata(OPERATION, context.getHandler()) as OperationSpec | undefined;
    if (spec === undefined) return true;
    const request = context.switchToHttp().getRequest<Request>();
    const type = spec.ok.schema === undefined ? undefined : (spec.ok.type ?? 'application/json');
    if (type !== undefined && request.accepts(type, 'application/problem+json') === false) {
      throw new HttpProblem(
        406,
        'not-acceptable',
        `The answer is ${type}, which the request's Accept header rules out`,
      );
    }
    queries.set(request, readQuery(spec.query ?? {}, request.originalUrl));
    return true;
  }
}

/** A handler's argument: the query as its operation's `query` reads it; of type `QueryOf<typeof spec>`. */
export const Query = createParamDecorator((_: unknown, context: ExecutionContext): unknown =>
  queries.get(context.switchToHttp().getRequest<Request>()),
);
