import type { Controller } from './controller';
import { flatKeyed } from './kernel-text';

export const PIDS: Controller = {
  name: 'pids',
  limit: 'pidsMax',
  settings: ({ pidsMax }) => (pidsMax === undefined ? [] : [{ file: 'pids.max', text: pidsMax, field: 'pidsMax' }]),
  measure: (read) => ({ forksRefused: flatKeyed(read('pids.events')).get('max') ?? 0 }),
};
