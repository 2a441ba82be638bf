import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { Engine } from '#dag/engine/engine';

/**
 * Answers only when everything that the answer may tell of is durable: what a client has seen, no crash undoes. While the
 * store is in trouble reads are answered all the same, because that is when people look.
 */
@Injectable()
export class RecordedInterceptor implements NestInterceptor {
  constructor(private readonly engine: Engine) {}

  intercept(_context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    return from(this.answer(next));
  }

  private async answer(next: CallHandler<unknown>): Promise<unknown> {
    try {
      return await lastValueFrom(next.handle(), { defaultValue: undefined });
    } finally {
      await this.engine.recorded();
    }
  }
}
