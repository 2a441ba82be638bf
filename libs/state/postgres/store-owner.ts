import { DaggyError } from '#dag/errors';
import type { Ownership } from '#dag/ports/ownership';
import type { StoreWatcher } from '#dag/ports/state-logger';
import { storeGone, storeWentBack, takenOver } from '../ownership/fenced';
import { Heartbeat } from '../ownership/heartbeat';
import { type OwnerIdentity, parseIdentity } from '../ownership/owner-identity';
import type { OwnerSign } from '../ownership/owner-watch';
import { takeStore } from '../ownership/take-store';
import type { PostgresOptions } from './config';
import { codeOf, isMissing } from './explain-error';
import type { Value } from './postgres-connection';
import type { PostgresLink, Session } from './postgres-link';
import { quoted } from './schema';

const REMEDY = 'another schema';

export interface Claim extends Ownership {
  readonly nextRunID: number;
  /** Number of the last append that is recorded. */
  readonly lastAppend: number;
}

interface OwnerRow {
  readonly fencing_token: string;
  readonly identity: string | null;
  readonly heartbeat: string | null;
}

interface StoreRow {
  readonly store_id: string;
  readonly fencing_token: string;
  readonly last_append: string;
  readonly next_run_id: string;
}

/** The store as this daggyd's own: takes it, keeps it by a heartbeat, and writes to it only while that is so. */
export class StoreOwner {
  private readonly heartbeat: Heartbeat;
  private readonly schema: string;
  private readonly store: string;
  private ownership: Ownership | undefined;

  /** `link`: what the heartbeat goes over; no append should be in its way. */
  constructor(
    private readonly link: PostgresLink,
    options: PostgresOptions,
    private readonly self: OwnerIdentity,
    watcher: StoreWatcher | undefined,
  ) {
    this.heartbeat = new Heartbeat(() => this.beat(), watcher);
    this.schema = quoted(options.schema);
    this.store = options.store;
  }

  /** Rejects with a message for people when another daggyd owns the store, or when it cannot be used. */
  async claim(): Promise<Claim> {
    const { self, store } = this;
    const watch = { look: () => this.look(), self, store, remedy: REMEDY };
    const claim = await takeStore(watch, (sign) => this.tryClaim(sign));
    this.ownership = { storeID: claim.storeID, fencingToken: claim.fencingToken };
    this.heartbeat.start();
    return claim;
  }

  /**
   * Calls a function that checks the owner first; `values` are its parameters after these. Resolves with what it answers
   * otherwise. Rejects with `fenced`.
   */
  async write<Row extends { readonly status: string }>(
    session: Session,
    name: string,
    values: readonly Value[] = [],
  ): Promise<Row> {
    if (this.ownership === undefined) throw new DaggyError('store-unavailable', `${this.store} is not open`);
    const all = [this.ownership.storeID, this.ownership.fencingToken, ...values];
    const places = all.map((_, i) => `$${i + 1}`).join(', ');
    const [row] = await this.known(
      session.query<Row>(`SELECT * FROM ${this.schema}.${name}(${places}) AS status`, all),
    );
    if (row.status === 'gone') throw storeGone(this.store);
    if (row.status === 'taken') throw takenOver(this.store, REMEDY);
    if (row.status === 'back') throw storeWentBack(this.store);
    return row;
  }

  /** Lets go of the store, if it is there and still ours. */
  async release(): Promise<void> {
    await this.heartbeat.stop();
    if (this.ownership === undefined) return;
    this.ownership = undefined;
    // Whoever comes next finds out without it, some seconds later.
    const release = `DELETE FROM ${this.schema}.owner WHERE identity = $1`;
    await this.link.query(release, [this.text]).catch(() => undefined);
  }

  private get text(): string {
    return JSON.stringify(this.self);
  }

  private async look(): Promise<OwnerSign> {
    const [row] = await this.link.query<OwnerRow>(
      `SELECT fencing_token, identity, heartbeat FROM ${this.schema}.store LEFT JOIN ${this.schema}.owner ON true`,
    );
    if (row === undefined) throw this.damaged();
    const { identity, heartbeat } = row;
    const fencingToken = Number(row.fencing_token);
    if (identity === null) return { owner: undefined, fencingToken, heartbeat: 0 };
    const owner = parseIdentity(identity);
    if (owner === undefined) throw this.damaged();
    return { owner, fencingToken, heartbeat: Number(heartbeat) };
  }

  /** Undefined when the sign of the former owner is not the last one any more. */
  private async tryClaim({ fencingToken, heartbeat }: OwnerSign): Promise<Claim | undefined> {
    const claim = `SELECT * FROM ${this.schema}.claim($1, $2, $3)`;
    const [row] = await this.link.query<StoreRow>(claim, [fencingToken, heartbeat, this.text]);
    if (row === undefined) return undefined;
    if (!/^[0-9a-f]{16}$/.test(row.store_id)) throw this.damaged();
    return {
      storeID: row.store_id,
      fencingToken: Number(row.fencing_token),
      nextRunID: Number(row.next_run_id),
      lastAppend: Number(row.last_append),
    };
  }

  private async beat(): Promise<void> {
    const raise = `UPDATE ${this.schema}.owner SET heartbeat = heartbeat + 1 WHERE identity = $1 RETURNING heartbeat`;
    const raised = await this.known(this.link.query(raise, [this.text]));
    // Somebody else is the owner, or nobody: this says which.
    if (raised.length === 0) await this.write(this.link, 'check_owner');
  }

  /** What is missing of a store that was there is gone. */
  private async known<Row>(rows: Promise<Row>): Promise<Row> {
    try {
      return await rows;
    } catch (error) {
      const code = codeOf(error) || codeOf((error as Error).cause);
      throw isMissing(code) ? storeGone(this.store) : error;
    }
  }

  private damaged(): DaggyError {
    return new DaggyError(
      'store-damaged',
      `${this.store} is damaged: it does not say whose it is. Restore a backup of it`,
    );
  }
}
