import type { Format } from '../output/format';
import type { Session } from '../session';
import { type Change, CHANGE_VIEW } from '../views/change-view';

/** Says in words what was changed, and writes it as data where that is wanted. */
export async function report(
  session: Session,
  change: Change,
  words: string,
  output: Format | undefined,
): Promise<void> {
  await session.tell(words);
  if (output !== undefined) await session.printer(output).one(CHANGE_VIEW, change);
}

/** `1 task`, `3 tasks`. */
export function tasksInWords(count: number): string {
  return count === 1 ? '1 task' : `${count} tasks`;
}
