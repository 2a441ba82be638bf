import type { Api } from '../api/api';
import type { Terminal } from '../output/terminal';
import { type Progress, progressLines } from './progress-lines';
import { Screen } from './screen';

/** Least time between two looks at the server, and between two drawings while nothing happens. */
const LOOK_MS = 300;
const TICK_MS = 1_000;
/** Running and failed tasks that are shown, each; fewer on a low terminal. */
const MOST_TASKS = 8;

/** The progress of a run, drawn while it goes on: when something has changed, and each second for the clock. */
export class LiveProgress {
  private readonly screen: Screen;
  private seen: Progress | undefined;
  private trouble = '';
  private dirty = true;
  private looking = false;
  private closed = false;
  private readonly timers: readonly NodeJS.Timeout[];
  private drawing: Promise<void> = Promise.resolve();

  constructor(
    private readonly api: Api,
    private readonly runID: number,
    private readonly terminal: Terminal,
  ) {
    this.screen = new Screen(terminal);
    this.timers = [setInterval(() => void this.look(), LOOK_MS), setInterval(() => this.draw(), TICK_MS)];
    void this.look();
  }

  /** Something of the run may have changed. */
  changed(): void {
    this.dirty = true;
  }

  /** Empty when all is well again. */
  setTrouble(text: string): void {
    this.trouble = text;
    this.dirty = true;
    this.draw();
  }

  /** Takes the picture away. */
  async close(): Promise<void> {
    this.closed = true;
    for (const timer of this.timers) clearInterval(timer);
    await this.drawing;
    await this.screen.clear();
  }

  private async look(): Promise<void> {
    if (!this.dirty || this.looking) return;
    this.dirty = false;
    this.looking = true;
    try {
      const run = await this.api.run(this.runID);
      const limit = Math.min(MOST_TASKS, Math.max(1, Math.floor((this.terminal.height - 6) / 2)));
      const { RUNNING, ERRORED, KILLED } = run.taskCounts;
      const some = async (state: string, count: number) =>
        count === 0 ? [] : (await this.api.tasks(this.runID, { state, limit })).items;
      const running = await some('RUNNING', RUNNING);
      const failed = await some('ERRORED,KILLED', ERRORED + KILLED);
      this.seen = { run, running, failed, trouble: '' };
      this.draw();
    } catch {
      // Whoever waits for the run says what is wrong with the server, and this looks again when it is back.
      this.dirty = true;
    } finally {
      this.looking = false;
    }
  }

  private draw(): void {
    const { seen } = this;
    if (seen === undefined || this.closed) return;
    const lines = progressLines({ ...seen, trouble: this.trouble }, this.terminal);
    this.drawing = this.drawing.then(() => this.screen.draw(lines));
  }
}
