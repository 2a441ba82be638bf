import { reactive } from 'vue';

const SHOWN_MS = 6_000;

export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly bad: boolean;
}

let last = 0;

/** What has just been done or refused; Notices.vue shows them for a while. */
export const notices = reactive<Notice[]>([]);

export function tell(text: string, bad = false): void {
  const id = ++last;
  notices.push({ id, text, bad });
  setTimeout(() => dismiss(id), SHOWN_MS);
}

export function dismiss(id: number): void {
  const index = notices.findIndex((notice) => notice.id === id);
  if (index >= 0) notices.splice(index, 1);
}

/** Does something for the user and tells how that went; undefined when it failed. */
export async function attempt<T>(work: () => Promise<T>, done: (result: T) => string): Promise<T | undefined> {
  try {
    const result = await work();
    tell(done(result));
    return result;
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error), true);
    return undefined;
  }
}
