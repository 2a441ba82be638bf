import type { Command } from 'commander';
import { onePage } from '../api/pages';
import { addFormat, type Format } from '../output/format';
import type { Session } from '../session';
import { POOL_VIEW } from '../views/pool-view';

export function configure(command: Command, session: Session): void {
  addFormat(command).action(async ({ output }: { output: Format }) => {
    const { items } = await session.api().pools();
    await session.printer(output).list(POOL_VIEW, onePage(items));
  });
}
