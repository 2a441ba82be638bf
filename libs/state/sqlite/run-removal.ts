import type { Database, Statement } from 'better-sqlite3';
import type { Claim } from './claim';
import type { Totals } from './totals';

/** How long one step of a sweep may keep an append waiting, in ms. */
const STEP_TIME = 4;
const ROWS_AT_ONCE = 20;
const PAGES_AT_ONCE = 256;

/**
 * Removes runs in two parts. `forget` makes them unknown in one transaction; `sweep` then deletes their journals and gives
 * the pages back in steps, each a transaction of its own, with appends in between. What was forgotten is in a table, so
 * that a removal cut short goes on when the file is next opened.
 */
export class RunRemoval {
  private readonly deleteRun: Statement;
  private readonly deleteDocument: Statement;
  private readonly insertForgotten: Statement;
  private readonly nextForgotten: Statement;
  private readonly deleteRows: Statement;
  private readonly deleteForgotten: Statement;
  private readonly forgetAll: (runIDs: readonly number[]) => void;
  private readonly deleteSome: () => boolean;

  constructor(
    private readonly db: Database,
    claim: Claim,
    private readonly totals: Totals,
  ) {
    this.deleteRun = db.prepare('DELETE FROM runs WHERE run_id = ?');
    this.deleteDocument = db.prepare('DELETE FROM documents WHERE run_id = ?');
    this.insertForgotten = db.prepare('INSERT INTO forgotten VALUES (?)');
    this.nextForgotten = db.prepare('SELECT run_id FROM forgotten ORDER BY run_id LIMIT 1').pluck();
    this.deleteRows = db.prepare(
      'DELETE FROM journal WHERE seq IN (SELECT seq FROM journal WHERE run_id = ? ORDER BY seq DESC LIMIT ?)',
    );
    this.deleteForgotten = db.prepare('DELETE FROM forgotten WHERE run_id = ?');
    this.forgetAll = db.transaction((runIDs: readonly number[]) => {
      claim.check();
      for (const runID of runIDs) this.forgetOne(runID);
    }).immediate;
    this.deleteSome = db.transaction(() => {
      claim.check();
      return this.deleteSomeRows();
    }).immediate;
  }

  /** Unknown runs are passed over. */
  forget(runIDs: readonly number[]): void {
    this.forgetAll(runIDs);
  }

  /** One step; false when there is nothing more to do. */
  sweep(): boolean {
    if (this.nextForgotten.get() !== undefined) return this.deleteSome();
    const freePages = Number(this.db.pragma('freelist_count', { simple: true }));
    if (freePages > 0) this.db.pragma(`incremental_vacuum(${PAGES_AT_ONCE})`);
    if (freePages > PAGES_AT_ONCE) return true;
    // The file itself becomes shorter with the checkpoint.
    if (freePages > 0) this.db.pragma('wal_checkpoint(PASSIVE)');
    return false;
  }

  private forgetOne(runID: number): void {
    if (this.deleteRun.run(runID).changes === 0) return;
    this.deleteDocument.run(runID);
    this.insertForgotten.run(runID);
    this.totals.removed();
  }

  private deleteSomeRows(): boolean {
    const until = performance.now() + STEP_TIME;
    let runID = this.nextForgotten.get();
    while (runID !== undefined && performance.now() < until) {
      if (this.deleteRows.run(runID, ROWS_AT_ONCE).changes === ROWS_AT_ONCE) continue;
      this.deleteForgotten.run(runID);
      runID = this.nextForgotten.get();
    }
    return true;
  }
}
