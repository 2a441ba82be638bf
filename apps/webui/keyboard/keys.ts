import { onScopeDispose, shallowReactive } from 'vue';

export interface Key {
  /** As `KeyboardEvent.key`. */
  readonly key: string;
  /** For the help. */
  readonly does: string;
  readonly run: () => void;
}

/** Sets of keys in force; of two that want the same key the later one gets it. */
const sets = shallowReactive<{ where: string; keys: readonly Key[] }[]>([]);

/** For `setup`: these keys work while the component is there. `where`: heading in the help. */
export function useKeys(where: string, keys: readonly Key[]): void {
  const set = { where, keys };
  sets.push(set);
  onScopeDispose(() => {
    sets.splice(sets.indexOf(set), 1);
  });
}

/** For the help: of two that want the same key, the one that gets it. */
export function keysInForce(): readonly { where: string; keys: readonly Key[] }[] {
  return sets
    .map(({ where, keys }, index) => ({ where, keys: keys.filter((key) => !isTakenAfter(index, key)) }))
    .filter(({ keys }) => keys.length > 0);
}

function isTakenAfter(index: number, { key }: Key): boolean {
  return sets.slice(index + 1).some(({ keys }) => keys.some((each) => each.key === key));
}

window.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTaken(event)) return;
  for (let index = sets.length - 1; index >= 0; index--) {
    const key = sets[index]?.keys.find((each) => each.key === event.key);
    if (key === undefined) continue;
    event.preventDefault();
    key.run();
    return;
  }
});

const PRESSED_WITH_ENTER = 'a[href], button, summary';
const WRITTEN_IN = 'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]';

/** The element that has the focus wants the key itself. */
function isTaken({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (key === 'Enter' && target.matches(PRESSED_WITH_ENTER)) return true;
  return target.closest(WRITTEN_IN) !== null || target.closest('dialog') !== null;
}
