import type { AttemptList, AttemptRow } from '#wire/attempt';

const PAGE = 1000;

/** An attempt with times in ms since 1970. */
export interface TimedAttempt {
  readonly task: string;
  readonly template: string;
  readonly attempt: number;
  readonly start: number;
  /** Undefined while it runs. */
  readonly stop: number | undefined;
  readonly rc: number | null;
  readonly cause: AttemptRow['cause'];
  readonly where: string;
}

export type ReadAttempts = (query: { limit: number; cursor?: string }) => Promise<AttemptList>;

interface Page {
  readonly cursor: string | undefined;
  readonly first: number;
  hasRunning: boolean;
}

/** All attempts of a run in the order of their starts. Reading again reads what can have changed only. */
export class AttemptLog {
  readonly attempts: TimedAttempt[] = [];
  private readonly pages: Page[] = [];

  /** `progress`: there is more, and there will be more still. */
  constructor(
    private readonly read: ReadAttempts,
    private readonly progress: () => void,
  ) {}

  /** Reads the pages with running attempts again, and what has come since. */
  async refresh(): Promise<void> {
    const last = this.pages.at(-1);
    for (const page of this.pages) if (page.hasRunning && page !== last) await this.readPage(page);
    for (let page: Page | undefined = last ?? this.addPage(undefined); page !== undefined;) {
      const next: string | null = await this.readPage(page);
      page = next === null ? undefined : this.addPage(next);
      if (page !== undefined) this.progress();
    }
  }

  private addPage(cursor: string | undefined): Page {
    const page = { cursor, first: this.attempts.length, hasRunning: true };
    this.pages.push(page);
    return page;
  }

  private async readPage(page: Page): Promise<string | null> {
    const { items, nextCursor } = await this.read({ limit: PAGE, cursor: page.cursor });
    items.forEach((row, at) => (this.attempts[page.first + at] = timed(row)));
    page.hasRunning = items.some(({ stopTime }) => stopTime === null);
    return nextCursor;
  }
}

function timed({ startTime, stopTime, ...row }: AttemptRow): TimedAttempt {
  return { ...row, start: Date.parse(startTime), stop: stopTime === null ? undefined : Date.parse(stopTime) };
}
