import type { Database, Statement } from 'better-sqlite3';
import { DaggyError } from '#dag/errors';
import type { Ownership } from '#dag/ports/ownership';

/**
 * The store as this daggyd's own. The lock beside the file keeps others out; the token, which every write looks at, keeps
 * this one out when somebody has removed the lock and another daggyd has come in.
 */
export class Claim {
  readonly ownership: Ownership;
  private readonly selectToken: Statement;

  constructor(
    db: Database,
    private readonly file: string,
  ) {
    const claim = db.prepare('UPDATE owner SET fencing_token = fencing_token + 1 RETURNING store_id, fencing_token');
    const row = claim.get() as { store_id: string; fencing_token: number } | undefined;
    if (row === undefined) throw new Error(`${file} is damaged: it does not say whose it is`);
    this.ownership = { storeID: row.store_id, fencingToken: row.fencing_token };
    this.selectToken = db.prepare('SELECT fencing_token FROM owner').pluck();
  }

  /** Throws `fenced`; to be called within the transaction that writes. */
  check(): void {
    if (this.selectToken.get() === this.ownership.fencingToken) return;
    throw new DaggyError('fenced', `another daggyd has taken over ${this.file}`);
  }
}
