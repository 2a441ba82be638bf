import { reactive } from 'vue';

/** How far what the page shows can be trusted to be what is. */
export type Freshness =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** Events are interrupted; what is shown is as of `since` (milliseconds since 1970). */
  | { readonly kind: 'reconnecting'; readonly since: number }
  /** Could not be read again since. */
  | { readonly kind: 'stale'; readonly since: number }
  /** Read at `since`, and again every `seconds`; 0: only when asked. */
  | { readonly kind: 'timer'; readonly since: number; readonly seconds: number }
  /** The page shows nothing that changes. */
  | { readonly kind: 'none' };

/** Of the page that is open. `refresh` reads it again now. */
export const freshness = reactive<{ now: Freshness; refresh: () => void }>({
  now: { kind: 'none' },
  refresh: () => undefined,
});
