import { flat, MANY_THREADS } from './flat-against-make.mjs';
import { startDaggyd } from './support/daggyd.mjs';
import { median, report, rounds, show } from './support/figures.mjs';

export const question = 'the same 10,000 tasks with 2 GB of live state in daggyd against without';

/** Paused runs of 100,000 written-out tasks each, until the process has grown by so much. */
async function fill(daggyd, bytes) {
  const before = daggyd.residentBytes();
  while (daggyd.residentBytes() - before < bytes) {
    const tasks = {};
    for (let i = 0; i < 100_000; i++) tasks[`kept-${i}`] = { job: { command: ['/bin/echo', `kept ${i}`] } };
    const runID = await daggyd.submit({ maxParallel: 1, tasks });
    await daggyd.patch(`/dagruns/${runID}/state`, { state: 'PAUSED' });
  }
}

export async function run() {
  const full = await startDaggyd(MANY_THREADS);
  const empty = await startDaggyd(MANY_THREADS);
  try {
    await fill(full, 2e9);
    await flat(empty);
    await flat(full);
    const { owns, rivals } = await rounds(
      5,
      () => flat(full),
      () => flat(empty),
    );
    const ratio = median(rivals) / median(owns);
    const size = `${(full.residentBytes() / 1e9).toFixed(1)} GB resident`;
    console.log(`     with (${size}) ${show(owns)} s, without ${show(rivals)} s`);
    report(question, `${ratio.toFixed(2)} x`, '>= 0.9', ratio >= 0.9);
  } finally {
    await full.stop();
    await empty.stop();
  }
}
