import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Request } from 'express';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { Engine } from '#dag/engine/engine';
import { DaggyError } from '#dag/errors';

/** How often a change that waits looks whether the store works. */
const LOOK_MS = 500;

/**
 * Answers only when everything that the answer may tell of is durable: what a client has seen, no crash undoes. While the
 * store is in trouble reads are answered all the same, because that is when people look, and changes that were under way
 * when it began are not left waiting. When the store is another daggyd's, nothing is answered: what is in memory may be true
 * nowhere.
 */
@Injectable()
export class RecordedInterceptor implements NestInterceptor {
  constructor(private readonly engine: Engine) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    if (this.engine.fenced) throw this.engine.fenced;
    const { method } = context.switchToHttp().getRequest<Request>();
    const handled = lastValueFrom(next.handle(), { defaultValue: undefined });
    const isRead = method === 'GET' || method === 'HEAD';
    return from(isRead ? this.recorded(handled) : this.unlessInTrouble(this.recorded(handled)));
  }

  private async recorded(handled: Promise<unknown>): Promise<unknown> {
    try {
      return await handled;
    } finally {
      await this.engine.recorded();
    }
  }

  private async unlessInTrouble(change: Promise<unknown>): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined;
    const trouble = new Promise<never>((_resolve, reject) => {
      timer = setInterval(() => {
        if (this.engine.fenced) return reject(this.engine.fenced);
        const reason = this.engine.storeTrouble;
        if (reason === undefined) return;
        const message = `The store takes nothing at present (${reason}). What was asked may still be carried out when it does: look before asking again.`;
        reject(new DaggyError('store-unavailable', message));
      }, LOOK_MS);
    });
    try {
      return await Promise.race([change, trouble]);
    } finally {
      clearInterval(timer);
    }
  }
}
