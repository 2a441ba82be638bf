import { randomBytes } from 'node:crypto';
import { DaggyError } from '#dag/errors';
import type { Ownership } from '#dag/ports/ownership';
import type { StoreWatcher } from '#dag/ports/state-logger';
import { storeGone, storeWentBack, takenOver } from '../ownership/fenced';
import { Heartbeat } from '../ownership/heartbeat';
import { type OwnerIdentity, parseIdentity } from '../ownership/owner-identity';
import type { OwnerSign } from '../ownership/owner-watch';
import { takeStore } from '../ownership/take-store';
import { type Keys, LAYOUT_VERSION } from './keys';
import type { Argument } from './redis-connection';
import type { RedisLink } from './redis-link';
import { BEAT, CLAIM, RELEASE } from './scripts/ownership';
import type { Script } from './scripts/script';

const REMEDY = 'another prefix';

export interface Claim extends Ownership {
  readonly nextRunID: number;
  readonly runCount: number;
  /** Number of the last append that is recorded. */
  readonly lastAppend: number;
}

/** The store as this daggyd's own: takes it, keeps it by a heartbeat, and writes to it only while that is so. */
export class StoreOwner {
  private readonly heartbeat: Heartbeat;
  private ownership: Ownership | undefined;

  constructor(
    private readonly link: RedisLink,
    private readonly keys: Keys,
    private readonly store: string,
    private readonly self: OwnerIdentity,
    watcher: StoreWatcher | undefined,
  ) {
    this.heartbeat = new Heartbeat(async () => void (await this.write(BEAT, [], [])), watcher);
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

  /** Runs a script that checks the owner first; resolves with what it answers otherwise. Rejects with `fenced`. */
  async write(script: Script, keys: readonly string[], args: readonly Argument[]): Promise<readonly unknown[]> {
    if (this.ownership === undefined) throw new DaggyError('store-unavailable', `${this.store} is not open`);
    const { storeID, fencingToken } = this.ownership;
    const answer = await this.link.run(script, [this.keys.meta, ...keys], [storeID, fencingToken, ...args]);
    const [status] = answer as unknown[];
    if (status === 'gone') throw storeGone(this.store);
    if (status === 'taken') throw takenOver(this.store, REMEDY);
    if (status === 'back') throw storeWentBack(this.store);
    return answer as unknown[];
  }

  /** Lets go of the store, if it is there and still ours. */
  async release(): Promise<void> {
    await this.heartbeat.stop();
    if (this.ownership === undefined) return;
    // Whoever comes next finds out without it, some seconds later.
    await this.write(RELEASE, [], []).catch(() => undefined);
    this.ownership = undefined;
  }

  private async look(): Promise<OwnerSign> {
    const fields = ['version', 'fencing_token', 'heartbeat', 'owner'];
    const values = (await this.link.call('HMGET', [this.keys.meta, ...fields])) as (string | null)[];
    const [version, token, heartbeat, owner] = values;
    if (values.every((value) => value === null)) return { owner: undefined, fencingToken: 0, heartbeat: 0 };
    if (Number(version) > LAYOUT_VERSION) {
      throw new Error(
        `${this.store} was written by a newer daggyd (layout ${version}, this one knows ${LAYOUT_VERSION}): ` +
          `run that version, or give this one ${REMEDY}`,
      );
    }
    const [known, fencingToken, beat] = [version, token, heartbeat].map(toCount);
    const identity = parseIdentity(owner ?? '');
    if (!known || fencingToken === undefined || beat === undefined || (identity === undefined && owner !== '')) {
      throw this.damaged();
    }
    return { owner: identity, fencingToken, heartbeat: beat };
  }

  /** Undefined when the sign of the former owner is not the last one any more. */
  private async tryClaim({ fencingToken, heartbeat }: OwnerSign): Promise<Claim | undefined> {
    const storeID = randomBytes(8).toString('hex');
    const answer = (await this.link.run(
      CLAIM,
      [this.keys.meta, this.keys.runs],
      [LAYOUT_VERSION, storeID, fencingToken, heartbeat, JSON.stringify(this.self)],
    )) as (string | null)[];
    if (answer[0] === 'changed') return undefined;
    const [, id] = answer;
    const [token, nextRunID, runCount, lastAppend] = answer.slice(2).map(toCount);
    if (typeof id !== 'string' || !/^[0-9a-f]{16}$/.test(id)) throw this.damaged();
    if (token === undefined || nextRunID === undefined || runCount === undefined || lastAppend === undefined) {
      throw this.damaged();
    }
    return { storeID: id, fencingToken: token, nextRunID, runCount, lastAppend };
  }

  private damaged(): DaggyError {
    const what = `${this.keys.meta} does not say whose it is`;
    return new DaggyError('store-damaged', `${this.store} is damaged: ${what}. Restore a backup of it`);
  }
}

function toCount(text: string | null): number | undefined {
  return text !== null && /^[0-9]{1,15}$/.test(text) ? Number(text) : undefined;
}
