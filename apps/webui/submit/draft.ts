/** Larger texts are not kept: browsers keep about 5 million characters for a site. */
const MOST_KEPT = 1_000_000;

const keyOf = (name: string): string => `daggy.draft.${name}`;

/** What was being written under this name in this tab, also after a reload. */
export function readDraft(name: string): string | undefined {
  try {
    return sessionStorage.getItem(keyOf(name)) ?? undefined;
  } catch {
    return undefined;
  }
}

export function writeDraft(name: string, text: string): void {
  try {
    if (text === '' || text.length > MOST_KEPT) sessionStorage.removeItem(keyOf(name));
    else sessionStorage.setItem(keyOf(name), text);
  } catch {
    // A browser that keeps nothing: it is there until the page is left.
  }
}
