import { onScopeDispose, shallowRef } from 'vue';
import type { Event } from '#wire/event';
import { readGraphByTask, readGraphByTemplate } from '../api/graph';
import { Refused } from '../api/request';
import { listAttempts } from '../api/tasks';
import { useLive } from '../live/live';
import { AttemptLog, type TimedAttempt } from './attempt-log';
import { type Dependencies, dependenciesOf } from './dependencies';

const TOO_LARGE = 413;
/** While pages are read, what has come so far is shown not more often than this. */
const SHOW_MS = 700;
/** While things happen, they are read again not more often than this. */
const READ_AGAIN_MS = 1_000;

/** The attempts of a run and what they waited for, alive. For `setup`. */
export function useTimeline(runID: number) {
  const attempts = shallowRef<readonly TimedAttempt[]>([]);
  const dependencies = shallowRef<Dependencies>();
  /** When the attempts were as they are. */
  const asOf = shallowRef(Date.now());
  const isWhole = shallowRef(false);
  const error = shallowRef<unknown>();
  const leaving = new AbortController();
  const show = (): void => {
    attempts.value = [...log.attempts];
    asOf.value = Date.now();
  };
  const log = new AttemptLog(
    (query) => listAttempts(runID, query, leaving.signal),
    () => {
      if (Date.now() - asOf.value > SHOW_MS) show();
    },
  );

  async function readDependencies(): Promise<void> {
    try {
      dependencies.value = dependenciesOf(await readGraphByTask(runID, leaving.signal));
    } catch (failure) {
      if (!(failure instanceof Refused && failure.problem.status === TOO_LARGE)) throw failure;
      dependencies.value = dependenciesOf(await readGraphByTemplate(runID, leaving.signal));
    }
  }

  const refresh = useLive({
    async refresh() {
      try {
        await Promise.all([log.refresh(), dependencies.value === undefined ? readDependencies() : undefined]);
        show();
        isWhole.value = true;
        error.value = undefined;
      } catch (failure) {
        error.value = failure;
        throw failure;
      }
    },
    events(batch: readonly Event[]) {
      if (batch.some(({ type }) => type === 'tasks-added')) dependencies.value = undefined;
      soon ??= setTimeout(() => {
        soon = undefined;
        void refresh();
      }, READ_AGAIN_MS);
    },
  });
  let soon: ReturnType<typeof setTimeout> | undefined;
  onScopeDispose(() => {
    clearTimeout(soon);
    leaving.abort();
  });

  return { attempts, dependencies, asOf, isWhole, error };
}
