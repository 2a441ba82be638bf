import { startDaggyd } from './support/daggyd.mjs';
import { median, report, rounds, show } from './support/figures.mjs';
import { makeTrue, ninjaTrue } from './support/make.mjs';

const COUNT = 10_000;

export const question = '10,000 x /bin/true, flat, SqliteLogger FULL, output kept, against make -j2';

/** Seconds from the submission to the end of the run. */
export async function flat(daggyd) {
  const tasks = Object.fromEntries(
    Array.from({ length: COUNT }, (_, i) => [`t${i}`, { job: { command: ['/bin/true'] } }]),
  );
  const start = Date.now();
  const runID = await daggyd.submit({ tasks });
  const run = await daggyd.ended(runID);
  if (run.state !== 'COMPLETED') throw new Error(`the run is ${run.state}`);
  return (Date.parse(run.stopTime) - start) / 1000;
}

export async function run() {
  const daggyd = await startDaggyd();
  try {
    await flat(daggyd);
    const { owns, rivals } = await rounds(
      5,
      () => flat(daggyd),
      () => makeTrue(COUNT),
    );
    const ratio = median(rivals) / median(owns);
    const ninja = await ninjaTrue(COUNT);
    console.log(`     daggyd ${show(owns)} s, make ${show(rivals)} s${ninja ? `, ninja ${ninja.toFixed(2)} s` : ''}`);
    report(question, `${ratio.toFixed(2)} x make`, '>= 0.8', ratio >= 0.8);
  } finally {
    await daggyd.stop();
  }
}
