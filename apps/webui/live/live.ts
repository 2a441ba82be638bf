import { inject, type InjectionKey, onScopeDispose, provide, watch } from 'vue';
import { settings } from '../settings/settings';
import { freshness } from './freshness';
import { LivePage, type LivePart } from './live-page';
import { whileSeen } from './while-seen';

export type { LivePart } from './live-page';

const PAGE: InjectionKey<LivePage> = Symbol('live page');

/** For the `setup` of a page: its parts, itself included, follow what happens. `runID` undefined: to all runs. */
export function provideLive(runID?: number): void {
  const page = new LivePage(runID);
  provide(PAGE, page);
  own = page;
  watch(
    () => settings.refresh,
    () => page.start(),
    { immediate: true },
  );
  const unsee = whileSeen(document, {
    seen: () => page.start(),
    unseen: () => page.rest(),
  });
  freshness.refresh = () => void page.refresh();
  onScopeDispose(() => {
    unsee();
    page.close();
    if (own !== page) return;
    own = undefined;
    freshness.now = { kind: 'none' };
    freshness.refresh = () => undefined;
  });
}

/** The page that is open, for its own part: `inject` finds only what a parent provides. */
let own: LivePage | undefined;

/** For the `setup` of a page or a part of it, after `provideLive`. Returns what reads the part afresh now. */
export function useLive(part: LivePart): () => Promise<void> {
  const page = inject(PAGE, undefined) ?? own;
  if (page === undefined) throw new Error('provideLive comes first');
  page.add(part);
  onScopeDispose(() => page.remove(part));
  return () => page.refresh([part]);
}
