import type { Database } from 'better-sqlite3';
import { Damage } from './damage';

/**
 * Finds what is wrong with the structure of the file: pages that are lost, used twice or out of order, rows that are cut.
 * What the rows say is covered by their own checksums. Reads the whole file: 0.9 s a GB when it is cached. Throws Damage.
 */
export function checkStructure(db: Database): void {
  const found = String(db.pragma('quick_check(1)', { simple: true }));
  // It may begin with a headline: *** in database main ***
  if (found !== 'ok') throw new Damage(found.replace(/^\*\*\*.*\n/, ''));
}

/** Whoever changed the text of a table's definition changed what its rows mean. `expected`: a new database. Throws Damage. */
export function checkTables(db: Database, expected: Database): void {
  const actual = tablesOf(db);
  for (const [name, definition] of tablesOf(expected)) {
    if (actual.get(name) !== definition) throw new Damage(`the table or index ${name} is not as it was made`);
  }
}

/** What is being deleted may not be there still: it would be deleted once more. Throws Damage. */
export function checkForgotten(db: Database): void {
  const runID = db.prepare('SELECT run_id FROM forgotten WHERE run_id IN (SELECT run_id FROM runs)').pluck().get();
  if (runID !== undefined) throw new Damage(`run ${String(runID)} is there and removed`);
}

function tablesOf(db: Database): Map<string, string> {
  const rows = db.prepare('SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL').raw().all() as [
    string,
    string,
  ][];
  return new Map(rows.map(([name, sql]) => [name, sql.replace(/\s+/g, ' ')]));
}
