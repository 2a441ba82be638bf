import { readFileSync, writeFileSync } from 'node:fs';
import * as libc from '../libc';

const OOM_SCORE_ADJ = '/proc/self/oom_score_adj';

/**
 * Gives this process what all sandboxed processes have from it by inheritance: no program gets more rights than who starts
 * it (no_new_privs), and a server that the kernel is asked to spare when memory runs out does not spare its tasks.
 */
export function confine(): void {
  libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (readFileSync(OOM_SCORE_ADJ, 'latin1').trim() !== '0') writeFileSync(OOM_SCORE_ADJ, '0');
}
