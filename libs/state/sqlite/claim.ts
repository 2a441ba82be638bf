import type { Database, Statement } from 'better-sqlite3';
import { DaggyError } from '#dag/errors';
import type { Ownership } from '#dag/ports/ownership';
import { cellsChecksum } from './checksums';
import { Damage } from './damage';

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
    const raise = db.prepare('UPDATE owner SET fencing_token = ?, crc = ?');
    this.ownership = db
      .transaction(() => {
        const { storeID, fencingToken } = readOwner(db);
        raise.run(fencingToken + 1, cellsChecksum([storeID, fencingToken + 1]));
        return { storeID, fencingToken: fencingToken + 1 };
      })
      .immediate();
    this.selectToken = db.prepare('SELECT fencing_token FROM owner').pluck();
  }

  /** Throws `fenced`; to be called within the transaction that writes. */
  check(): void {
    if (this.selectToken.get() === this.ownership.fencingToken) return;
    throw new DaggyError('fenced', `another daggyd has taken over ${this.file}`);
  }
}

function readOwner(db: Database): Ownership {
  const rows = db.prepare('SELECT store_id, fencing_token, crc FROM owner').raw().all() as [string, number, number][];
  const [storeID, fencingToken, crc] = rows[0] ?? [];
  if (rows.length !== 1 || cellsChecksum([storeID, fencingToken]) !== crc) {
    throw new Damage('it does not say whose it is');
  }
  return { storeID, fencingToken };
}
