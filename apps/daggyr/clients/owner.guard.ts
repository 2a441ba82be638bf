import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { HttpProblem } from '#server/http/http-problem';
import { OwnerTokens } from './owner-tokens';

/** `Daggy-Owner: <storeID>:<fencing token>`; a request without it is anybody's. */
export const OWNER_HEADER = {
  'Daggy-Owner': {
    description:
      'Id of a state store and the fencing token of its owner. A request with a smaller token than one before it is refused (409, fenced).',
    schema: { type: 'string', pattern: '^[0-9a-f]{16}:\\d{1,15}$' },
  },
};

const FORM = new RegExp(OWNER_HEADER['Daggy-Owner'].schema.pattern);

/** Refuses what a server asks that does not own its store any more. */
@Injectable()
export class OwnerGuard implements CanActivate {
  constructor(private readonly tokens: OwnerTokens) {}

  canActivate(context: ExecutionContext): boolean {
    this.check(context.switchToHttp().getRequest<Request>());
    return true;
  }

  /**
   * Throws `fenced`. To be asked again in the turn of a change, and after a wait: another owner may have come while the rest of
   * the request was on its way.
   */
  check(request: Request): void {
    const header = request.headers['daggy-owner'];
    if (header === undefined) return;
    if (typeof header !== 'string' || !FORM.test(header)) {
      throw new HttpProblem(
        400,
        'invalid-request',
        'Daggy-Owner must be the 16 hex digits of a store, ":" and a number',
      );
    }
    const [storeID, token] = header.split(':');
    if (this.tokens.accept(storeID, Number(token))) return;
    throw new HttpProblem(409, 'fenced', `Another server owns store ${storeID} now`);
  }
}
