/**
 * Names of the keys of one store. The part in braces is the same in all of them, so that in a cluster all are on one node,
 * where one script can reach them.
 *
 * meta: hash; `version` of the layout, `store_id`, `fencing_token`, `owner` (JSON, empty when nobody owns it), `heartbeat`,
 * `next_run_id`, `run_count`, and `last_append`, the number of the last append. runs: sorted set of all run ids. run: hash, see
 * record-fields.ts. journal: list, see journal-row.ts. document: the definition as submitted.
 */
export interface Keys {
  readonly meta: string;
  readonly runs: string;
  /** What the hashes of all runs begin with; the id follows. */
  readonly allRuns: string;
  run(runID: number): string;
  journal(runID: number): string;
  document(runID: number): string;
}

/** Version of the layout; a store of a newer one is refused. */
export const LAYOUT_VERSION = 1;

export function keysOf(prefix: string): Keys {
  const store = `${prefix}:{store}`;
  return {
    meta: `${store}:meta`,
    runs: `${store}:runs`,
    allRuns: `${store}:run:`,
    run: (runID) => `${store}:run:${runID}`,
    journal: (runID) => `${store}:journal:${runID}`,
    document: (runID) => `${store}:document:${runID}`,
  };
}
