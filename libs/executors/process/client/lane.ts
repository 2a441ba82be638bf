import type { AttemptKey } from '#dag/ports/executor';
import { slotPath, type WireEnd, type WireOrder } from '../protocol';
import { readSlotOwners } from '../slot-owners';
import type { LauncherState } from './connection';
import { LauncherClient, type LauncherSite } from './launcher-client';
import { lostEnd } from './lost-end';
import { SlotTable } from './slot-table';

export interface LaneEvents {
  ended(lane: Lane, ends: readonly WireEnd[]): void;
  /** The connection was lost and there is a new one, perhaps to a new launcher that knows nothing. */
  reconnected(lane: Lane, state: LauncherState): void;
  /** Everything in it is a later owner's, for good. */
  superseded(lane: Lane): void;
}

/**
 * One launcher with its slots. A launcher waits in the kernel while a process that it starts becomes its program, so
 * two of them start processes about half as fast again as one does.
 */
export class Lane {
  readonly slots: SlotTable;
  readonly client: LauncherClient;
  connected = false;
  private outbox: WireOrder[] = [];

  constructor(
    private readonly site: LauncherSite,
    slotCount: number,
    events: LaneEvents,
  ) {
    this.slots = new SlotTable(slotCount);
    this.client = new LauncherClient(site, {
      ended: (ends) => events.ended(this, ends),
      disconnected: () => (this.connected = false),
      reconnected: (state) => {
        this.connected = true;
        events.reconnected(this, state);
      },
      superseded: () => events.superseded(this),
    });
  }

  /** Rejects with a message for people. */
  async open(): Promise<LauncherState> {
    const state = await this.client.open();
    this.connected = true;
    // Two files for each slot, and what Node itself needs.
    const needed = 2 * this.slots.left + 64;
    if (state.maxFiles >= needed) return state;
    throw new Error(
      `${this.slots.left} tasks at once of one launcher need ${needed} open files, and the limit is ${state.maxFiles} (ulimit -n)`,
    );
  }

  async close(end: boolean): Promise<void> {
    this.connected = false;
    await this.client.close(end);
  }

  /** Path of the file that a running attempt's stream goes to. */
  pathOf(slot: number, stream: 'stdout' | 'stderr'): string {
    return slotPath(this.site.folder, slot, stream);
  }

  order(order: WireOrder): void {
    this.outbox.push(order);
  }

  /** Sends all orders since the last time. */
  flush(): void {
    if (this.outbox.length > 0) this.client.start(this.outbox.splice(0));
  }

  /** The end of an attempt that was lost with the launcher, with what it had written kept. */
  lose(key: AttemptKey, reason: string, slot?: number): WireEnd {
    const { folder, settings } = this.site;
    return lostEnd(key, reason, settings, slot === undefined ? undefined : { folder, index: slot });
  }

  /** By key: the slots of the last attempts that ran here, in this life or a former one. */
  lastOwners(): Map<string, number> {
    return readSlotOwners(this.site.folder);
  }
}

/** The lane that has most slots left of those that can be used now. */
export function freest(lanes: readonly Lane[]): Lane | undefined {
  let best: Lane | undefined;
  for (const lane of lanes) {
    if (lane.connected && lane.slots.left > (best?.slots.left ?? 0)) best = lane;
  }
  return best;
}
