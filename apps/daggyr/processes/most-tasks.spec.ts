import { mostTasks } from './most-tasks';

const limits = (soft: string, hard: string) =>
  `Limit                     Soft Limit           Hard Limit           Units     \n` +
  `Max processes             95947                95947                processes \n` +
  `Max open files            ${soft.padEnd(20)} ${hard.padEnd(20)} files     \n`;

it('as many tasks run at once as there may be files open, and no more than 4,000', () => {
  expect(mostTasks(limits('1024', '4096'))).toBe(2016);
  expect(mostTasks(limits('1024', '524288'))).toBe(4000);
  expect(mostTasks(limits('1024', 'unlimited'))).toBe(4000);
});
