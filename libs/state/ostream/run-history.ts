import { decodeEvents, encodeEvents } from '#dag/run/codec';
import { EVENT_VERSION, type RunEvent } from '#dag/run/events';
import type { RunRecord } from '#dag/run/run-record';
import { isFinal } from '#dag/run/states';
import { breathe } from '../breathe';
import { inChunks } from '../event-chunks';

/** Events are kept as they are until there are this many; then they are encoded, to a tenth of their size. */
const EVENTS_PER_PAGE = 1_000;

/** A run in memory: 15 to 30 bytes for each event of a page, outside of the JavaScript heap. */
export class RunHistory {
  private readonly pages: Buffer[] = [];
  private recent: RunEvent[] = [];

  constructor(
    readonly document: string,
    public record: RunRecord,
  ) {}

  add(events: readonly RunEvent[], record: RunRecord): void {
    this.record = record;
    for (const event of events) this.recent.push(event);
    if (this.recent.length >= EVENTS_PER_PAGE || isFinal(record.state)) this.turnPage();
  }

  /** The events up to now. */
  events(): AsyncIterable<readonly RunEvent[]> {
    return decodePages([...this.pages], [...this.recent]);
  }

  private turnPage(): void {
    for (const chunk of inChunks(this.recent)) this.pages.push(Buffer.from(encodeEvents(chunk), 'utf8'));
    this.recent = [];
  }
}

async function* decodePages(
  pages: readonly Buffer[],
  recent: readonly RunEvent[],
): AsyncGenerator<readonly RunEvent[]> {
  for (const page of pages) {
    yield decodeEvents(page.toString('utf8'), EVENT_VERSION);
    await breathe();
  }
  if (recent.length > 0) yield recent;
}
