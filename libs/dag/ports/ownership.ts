/** A store as it belongs to one daggyd. */
export interface Ownership {
  /** Names the store for ever, 16 hexadecimal digits: what executors keep for its runs is told from another store's by it. */
  readonly storeID: string;
  /** Ascends with each owner: whoever has a greater one has taken the store over. */
  readonly fencingToken: number;
}
