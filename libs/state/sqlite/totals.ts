import type { Database, Statement } from 'better-sqlite3';
import { cellsChecksum } from './checksums';
import { Damage } from './damage';

type Name = 'next_run_id' | 'run_count';

/** The table `meta`: what no other row says. */
export class Totals {
  private readonly select: Statement;
  private readonly update: Statement;

  constructor(db: Database) {
    this.select = db.prepare('SELECT value, crc FROM meta WHERE name = ?').raw();
    this.update = db.prepare('UPDATE meta SET value = ?, crc = ? WHERE name = ?');
  }

  /** Greater than every id ever given out. */
  get nextRunID(): number {
    return this.read('next_run_id');
  }

  /** Rows of `runs`. */
  get runCount(): number {
    return this.read('run_count');
  }

  /** To be called within the transaction that adds the run. */
  added(runID: number): void {
    this.write('run_count', this.runCount + 1);
    if (runID >= this.nextRunID) this.write('next_run_id', runID + 1);
  }

  /** To be called within the transaction that removes the run. */
  removed(): void {
    this.write('run_count', this.runCount - 1);
  }

  private read(name: Name): number {
    const [value, crc] = (this.select.get(name) ?? []) as number[];
    if (value === undefined || cellsChecksum([name, value]) !== crc)
      throw new Damage(`${name} is not what was written`);
    return value;
  }

  private write(name: Name, value: number): void {
    this.update.run(value, cellsChecksum([name, value]), name);
  }
}
