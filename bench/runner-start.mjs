// How long does daggyr take from start to end of a limited /bin/true, compared with crun, both inside the same guest?
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { median, quantile, report } from './support/figures.mjs';

const TASKS = 30;
const GOAL = 1.5;
const RUN_IN_GUEST = join(import.meta.dirname, '../test/guest/run-in-guest.mjs');
const LIMITED_TRUE = join(import.meta.dirname, 'support/limited-true.mjs');

export function run() {
  const guest = [RUN_IN_GUEST, '--seconds', '600', '--', 'env', 'TMPDIR=/dev/shm', process.execPath, LIMITED_TRUE];
  const printed = execFileSync(process.execPath, [...guest, String(TASKS)], { encoding: 'utf8' });
  const { owns, rivals } = JSON.parse(printed.trim().split('\n').at(-1));
  const ratio = median(rivals) / median(owns);
  const show = (times) =>
    `${median(times).toFixed(0)} ms (${[0, 0.25, 0.75].map((part) => quantile(times, part).toFixed(0)).join(', ')} ms at least, a quarter, three quarters)`;
  report(
    `start to end of a limited /bin/true in a guest, ${TASKS} times`,
    `daggyr ${show(owns)}, crun ${show(rivals)}: ${ratio.toFixed(2)} x`,
    `>= ${GOAL} x`,
    ratio >= GOAL,
  );
}
