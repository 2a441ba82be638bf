import { onScopeDispose, type Ref, ref, type ShallowRef, shallowRef } from 'vue';
import type { Event } from '#wire/event';
import { listTasks, readTaskColumns } from '../api/tasks';
import { useLive } from '../live/live';
import { LocalRows } from './local-rows';
import { PagedRows } from './paged-rows';
import { TaskColumns } from './task-columns';
import type { RowQuery, TaskRows } from './task-rows';
import { VisibleDetails } from './visible-details';

/** Of larger runs only what is scrolled to is here: a hundred bytes a task, and filters in a blink. */
export const MOST_LOCAL = 300_000;
const FIRST_PAGE = 500;
/** Events that name no tasks leave everything to be read again, not more often than this. */
const REREAD_MS = 1_500;

export interface TaskRowsOnPage {
  readonly rows: ShallowRef<TaskRows | undefined>;
  /** Another one when there is something new to draw, once per frame at most. */
  readonly revision: Ref<number>;
  readonly details: VisibleDetails;
  ask(query: RowQuery): void;
}

/** The tasks of a run for a table, alive. For `setup`. */
export function useTaskRows(runID: number, query: RowQuery): TaskRowsOnPage {
  const rows = shallowRef<TaskRows>();
  const revision = ref(0);
  const none = new TaskColumns();
  let frame: number | undefined;
  let rereading: ReturnType<typeof setTimeout> | undefined;
  let asked = query;
  const leaving = new AbortController();
  const readColumns = (first: number, limit: number) => readTaskColumns(runID, { first, limit }, leaving.signal);

  const draw = (): void => {
    frame ??= requestAnimationFrame(() => {
      frame = undefined;
      revision.value++;
    });
  };
  const details = new VisibleDetails(
    () => rows.value?.columns ?? none,
    async (names) => (await listTasks(runID, { names }, leaving.signal)).items,
    draw,
  );

  let beginning: Promise<TaskRows> | undefined;
  /** The first rows do not wait until events flow; the first refresh reads them again. */
  function begin(): Promise<TaskRows> {
    beginning ??= readFirst().catch((error: unknown) => {
      beginning = undefined;
      throw error;
    });
    return beginning;
  }
  async function readFirst(): Promise<TaskRows> {
    const first = await readColumns(0, FIRST_PAGE);
    const { taskCount } = first;
    const read = (list: Parameters<typeof listTasks>[1]) => listTasks(runID, list, leaving.signal);
    const begun =
      taskCount > MOST_LOCAL
        ? new PagedRows(read, draw, taskCount, asked)
        : new LocalRows(readColumns, draw, asked, first);
    rows.value = begun;
    return begun;
  }

  begin().catch(() => {
    // The first refresh tries again, and tells.
  });
  const reread = useLive({
    async refresh() {
      await (await begin()).refresh();
      details.happened();
    },
    events(batch) {
      if (rows.value?.apply(batch) === true) draw();
      details.happened();
      if (batch.some(namesNoTasks)) {
        rereading ??= setTimeout(() => {
          rereading = undefined;
          void reread();
        }, REREAD_MS);
      }
    },
  });

  onScopeDispose(() => {
    leaving.abort();
    clearTimeout(rereading);
    if (frame !== undefined) cancelAnimationFrame(frame);
    details.close();
    rows.value?.close();
  });

  return {
    rows,
    revision,
    details,
    ask(next) {
      asked = next;
      rows.value?.ask(next);
      // At once: somebody waits for it.
      revision.value++;
    },
  };
}

function namesNoTasks({ type }: Event): boolean {
  return type === 'tasks' || type === 'tasks-added';
}
