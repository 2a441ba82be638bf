import type { Report } from './campaign';
import { type Count, COUNTS } from './findings';

/** Of each kind of finding so many are told in full. */
const MOST_TOLD = 20;

export function printReport({ kills, findings, ...figures }: Report): void {
  const total = [...kills.values()].reduce((sum, count) => sum + count, 0);
  printTable('kills and stops', [...[...kills].sort(([a], [b]) => a.localeCompare(b)), ['in all', total]]);
  printTable('what was run', [
    ['starts of daggyd', figures.starts],
    ['runs', figures.runs],
    ['tasks', figures.tasks],
    ['attempts', figures.attempts],
    ['lost attempts', figures.lost],
    ['of these, recorded and never started', figures.neverStarted],
    ['attempts stopped with daggyd', figures.killed],
    ['lines in the ledger', figures.ledgerLines],
    ['seconds', Math.round(figures.seconds)],
  ]);
  const counts = Object.entries(COUNTS) as [Count, string][];
  printTable(
    'what went wrong',
    counts.map(([count, words]) => [words, findings.all[count].length]),
  );
  for (const [count, words] of counts) {
    const found = findings.all[count];
    for (const each of found.slice(0, MOST_TOLD)) console.log(`${words}: ${each}`);
    if (found.length > MOST_TOLD) console.log(`${words}: and ${found.length - MOST_TOLD} more`);
  }
}

function printTable(title: string, rows: readonly (readonly [string, number])[]): void {
  console.log(`\n${title}`);
  for (const [words, figure] of rows) console.log(`  ${words.padEnd(60)} ${String(figure).padStart(8)}`);
}
