import type { TaskSummary } from '#wire/task';
import type { TaskColumns } from './task-columns';

const QUEUED = 0;
const RETRY = 2;
/** While a run goes on, what its tasks wait for changes all the time. */
const APART_MS = 500;
const AFTER_FAILURE_MS = 2_000;
/** Lets scrolling come to rest. */
const SETTLE_MS = 60;
/** Names of a request together; servers refuse addresses of 16 KiB. */
const MOST_CHARACTERS = 8_000;

/** What only the server can say of the rows in sight: what they wait for, and exact times. */
export class VisibleDetails {
  private readonly waits = new Map<string, { readonly text: string; readonly turn: number }>();
  private rows: readonly number[] = [];
  private turn = 0;
  private readAt = -Infinity;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private reading = false;
  private closed = false;

  constructor(
    private readonly columns: () => TaskColumns,
    private readonly readNamed: (names: readonly string[]) => Promise<readonly TaskSummary[]>,
    private readonly changed: () => void,
  ) {}

  /** Words; empty while they are not known. */
  waitingFor(name: string): string {
    return this.waits.get(name)?.text ?? '';
  }

  /** These rows are in sight now. */
  look(rows: readonly number[]): void {
    this.rows = rows;
    this.readSoon();
  }

  /** Something happened: what was said may no longer hold. */
  happened(): void {
    this.turn++;
    this.readSoon();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  private readSoon(): void {
    if (this.closed || this.reading || this.timer !== undefined || this.wanted().length === 0) return;
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        void this.read();
      },
      Math.max(SETTLE_MS, this.readAt + APART_MS - performance.now()),
    );
  }

  private async read(): Promise<void> {
    const names = this.wanted();
    if (names.length === 0) return;
    const { turn } = this;
    const asked = this.columns();
    const before = new Map(names.map((name) => [name, versionOf(asked, name)]));
    this.reading = true;
    this.readAt = performance.now();
    try {
      const items = await this.readNamed(names);
      if (this.waits.size > 10_000) this.waits.clear();
      const columns = this.columns();
      for (const item of items) {
        this.waits.set(item.name, { text: item.waitingFor?.message ?? '', turn });
        // An event that came meanwhile knows more than this answer.
        if (versionOf(columns, item.name) === before.get(item.name)) columns.putSummary(item);
      }
      this.changed();
    } catch {
      // The badge tells that the server gives no answer; words are missing until it does.
      this.readAt = performance.now() + AFTER_FAILURE_MS;
    } finally {
      this.reading = false;
    }
    this.readSoon();
  }

  private wanted(): string[] {
    const columns = this.columns();
    const names: string[] = [];
    let characters = 0;
    for (const row of this.rows) {
      if (row >= columns.count) continue;
      const name = columns.name[row];
      const state = columns.state[row];
      const waiting = state === QUEUED || state === RETRY;
      const known = this.waits.get(name)?.turn === this.turn;
      if (!(waiting && !known) && columns.rough[row] === 0) continue;
      characters += name.length + 1;
      if (characters > MOST_CHARACTERS) break;
      names.push(name);
    }
    return names;
  }
}

/** Another one after each event; undefined for a task that is not here. */
function versionOf(columns: TaskColumns, name: string): string | undefined {
  const row = columns.find(name);
  return row === undefined ? undefined : `${columns.state[row]} ${columns.attempts[row]} ${columns.stop[row]}`;
}
