import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import { firstTasks } from './source/first-tasks';
import type { GraphSource } from './source/graph-source';
import { apiPattern } from './work/find-names';
import type { Picture } from './work/picture';

const PAUSE_MS = 120;
/** Tasks that are proposed where the picture does not have them one by one. */
const PROPOSALS = 8;

/** What is looked for: boxes of the picture that match, one of them current, and tasks that are in none of its boxes. */
export function useFind(runID: number, text: Ref<string>, picture: Ref<Picture | undefined>, source: GraphSource) {
  const matches = shallowRef<Uint32Array>(new Uint32Array(0));
  /** Index into `matches`; -1: none was gone to. */
  const current = ref(-1);
  const proposals = shallowRef<readonly string[]>([]);
  const error = ref('');
  let asking = new AbortController();
  let pause: ReturnType<typeof setTimeout> | undefined;

  const look = async (): Promise<void> => {
    asking.abort();
    const { signal } = (asking = new AbortController());
    const wanted = text.value.trim();
    if (wanted === '') return nothing();
    try {
      const found = picture.value === undefined ? new Uint32Array(0) : await source.find(wanted);
      if (signal.aborted) return;
      matches.value = found;
      current.value = -1;
      error.value = '';
      if (picture.value?.instances.every((count) => count === 1) === true) return;
      proposals.value = await firstTasks(runID, { name: apiPattern(wanted) }, PROPOSALS, signal);
    } catch (failure) {
      if (signal.aborted) return;
      nothing();
      error.value = failure instanceof Error ? failure.message : String(failure);
    }
  };
  const nothing = (): void => {
    matches.value = new Uint32Array(0);
    current.value = -1;
    proposals.value = [];
    error.value = '';
  };
  watch(
    [text, picture],
    () => {
      clearTimeout(pause);
      proposals.value = [];
      pause = setTimeout(() => void look(), PAUSE_MS);
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    clearTimeout(pause);
    asking.abort();
  });

  /** The next match, or the one before; returns its box. */
  const step = (by: 1 | -1): number | undefined => {
    const count = matches.value.length;
    if (count === 0) return undefined;
    current.value = current.value < 0 ? (by > 0 ? 0 : count - 1) : (current.value + by + count) % count;
    return matches.value[current.value];
  };
  return { matches, current, proposals, error, step };
}
