import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import { useLive } from '../live/live';
import { GraphSource } from './source/graph-source';
import type { GraphRequest } from './source/graph-request';
import type { Picture } from './work/picture';

/** The graph of a run as it is chosen, up to date. */
export function useGraph(runID: number, request: Ref<GraphRequest>) {
  const picture = shallowRef<Picture>();
  /** Of the last picture: whether the one before was of the same part. */
  const same = ref(false);
  /** Counts up whenever states in the picture change. */
  const version = ref(0);
  const message = ref('');
  const error = shallowRef<unknown>();

  const source = new GraphSource(
    runID,
    {
      pictured(next, alike) {
        same.value = alike;
        picture.value = next;
        version.value++;
      },
      repainted: () => version.value++,
      says: (text) => (message.value = text),
    },
    () => void again(),
  );
  onScopeDispose(() => source.close());
  source.choose(request.value);

  const again = useLive({
    async refresh() {
      try {
        await source.read();
        error.value = undefined;
      } catch (failure) {
        error.value = failure;
        throw failure;
      }
    },
    events: (batch) => source.changes(batch),
  });
  watch(request, (next, before) => {
    if (JSON.stringify(next) === JSON.stringify(before)) return;
    message.value = '';
    source.choose(next);
    void again();
  });

  const attempt = async (act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (failure) {
      error.value = failure;
    }
  };
  /** Opens or closes the stack of a template. */
  const toggle = (template: string): Promise<void> => attempt(() => source.toggle(template));
  return { source, picture, same, version, message, error, toggle };
}
