import type { Pool } from '#wire/pool';
import { NOTHING, type View } from '../output/view';

export const POOL_VIEW: View<Pool> = {
  name: ({ name }) => name,
  columns: [
    { title: 'POOL', text: ({ name }) => name },
    { title: 'EXECUTOR', text: ({ kind }) => kind },
    { title: 'RUNNING', right: true, text: ({ running }) => String(running) },
    { title: 'WAITING', right: true, text: ({ waiting }) => String(waiting) },
    {
      title: 'SLOTS',
      right: true,
      text: ({ capacity }) => (capacity.slots === null ? NOTHING : String(capacity.slots)),
    },
    { title: 'RUNNERS', text: ({ runners }) => (runners === undefined ? NOTHING : runners.map(inWords).join('; ')) },
  ],
};

function inWords({ url, state, free, running }: NonNullable<Pool['runners']>[number]): string {
  const room = free === null ? '' : `, free ${free.cores} cores and ${free.memoryMB} MB`;
  return `${url} ${state}, running ${running}${room}`;
}
