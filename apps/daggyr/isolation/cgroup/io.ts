import type { Controller } from './controller';
import { summedKeyed } from './kernel-text';

export const IO: Controller = {
  name: 'io',
  limit: 'ioMax',
  // The kernel takes one device at a time.
  settings: ({ ioMax }) =>
    (ioMax ?? '')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((text) => ({ file: 'io.max', text, field: 'ioMax' })),
  measure: (read) => {
    const stat = summedKeyed(read('io.stat'));
    return { readBytes: stat.get('rbytes') ?? 0, writtenBytes: stat.get('wbytes') ?? 0 };
  },
};
