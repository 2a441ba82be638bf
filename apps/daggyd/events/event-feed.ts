import { once } from 'node:events';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Engine } from '#dag/engine/engine';
import { DaggyError } from '#dag/errors';
import type { Feed, Published } from '#dag/engine/feed';
import { EventStream } from '#server/events/event-stream';
import { Shutdown } from '#server/process/shutdown';
import type { Event } from '#wire/event';
import { presentTime } from '#server/present-time';
import { EventIDs } from './event-id';
import { presentChange } from './present-change';

/** Bytes that may wait for a client before it is given no more until it has read. */
const HIGH_WATER = 128 * 1024;

/** What a client wants to hear. */
export interface Wanted {
  /** Undefined: of all runs. */
  readonly runID: number | undefined;
  /** How often it wants to hear that the server is there; undefined: it does not care. */
  readonly heartbeatSeconds: number | undefined;
}

/** Sends state changes to clients, each at its own speed. */
@Injectable()
export class EventFeed {
  private readonly ids = new EventIDs();

  constructor(
    private readonly engine: Engine,
    private readonly shutdown: Shutdown,
  ) {}

  /** Resolves when the client has gone or the server stops. */
  async stream({ runID, heartbeatSeconds }: Wanted, request: Request, response: Response): Promise<void> {
    if (runID !== undefined && !this.engine.index.get(runID)) {
      throw new DaggyError('run-not-found', `There is no run ${runID}.`);
    }
    const heartbeat = heartbeatSeconds === undefined ? undefined : { everyMs: 1000 * heartbeatSeconds, isEvent: true };
    const stream = new EventStream(request, response, this.shutdown.signal, heartbeat);
    if (request.method === 'HEAD') return;
    const reader = new Reader(this.engine.feed, this.ids, stream, response, runID);
    const resumeFrom = request.headers['last-event-id'];
    await reader.run(typeof resumeFrom === 'string' && resumeFrom !== '' ? resumeFrom : undefined);
  }
}

/** One client. It takes from what the feed keeps, so that a slow one costs no memory but misses what is older. */
class Reader {
  private at: number;
  private closed = false;
  private wake: () => void = () => undefined;

  constructor(
    private readonly feed: Feed,
    private readonly ids: EventIDs,
    private readonly stream: EventStream,
    private readonly response: Response,
    private readonly runID: number | undefined,
  ) {
    this.at = feed.lastNumber;
  }

  async run(resumeFrom: string | undefined): Promise<void> {
    void this.stream.ended.then(() => {
      this.closed = true;
      this.wake();
    });
    const stopListening = this.feed.listen(() => this.wake());
    try {
      if (resumeFrom !== undefined) this.resume(resumeFrom);
      while (!this.closed) {
        const changes = this.feed.since(this.at);
        if (!changes) this.tellMissed();
        else if (changes.length === 0) await this.news();
        else await this.sendAll(changes);
      }
    } finally {
      stopListening();
    }
  }

  private resume(id: string): void {
    const number = this.ids.numberOf(id);
    if (number === undefined || !this.feed.since(number)) this.tellMissed();
    else this.at = number;
  }

  private tellMissed(): void {
    this.at = this.feed.lastNumber;
    const data: Event = { type: 'missed', time: presentTime(Date.now()) };
    this.stream.send({ id: this.ids.of(this.at), event: data.type, data });
  }

  private async sendAll(changes: readonly Published[]): Promise<void> {
    for (const { number, change } of changes) {
      if (this.closed) return;
      this.at = number;
      if (this.runID !== undefined && change.runID !== this.runID) continue;
      this.stream.send({ id: this.ids.of(number), event: change.type, data: presentChange(change) });
      if (this.response.writableLength > HIGH_WATER) {
        await Promise.race([once(this.response, 'drain'), this.stream.ended]);
      }
    }
  }

  private news(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }
}
