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

/** More than the default of 10: while a turn is made durable, others must be there to keep the processors busy. */
export const MANY_THREADS = { executor: { name: 'ForkingTaskExecutor', config: { threads: 24 } } };

async function against(config) {
  const daggyd = await startDaggyd(config);
  try {
    await flat(daggyd);
    const { owns, rivals } = await rounds(
      5,
      () => flat(daggyd),
      () => makeTrue(COUNT),
    );
    const ninja = await ninjaTrue(COUNT);
    console.log(`     daggyd ${show(owns)} s, make ${show(rivals)} s${ninja ? `, ninja ${ninja.toFixed(2)} s` : ''}`);
    return median(rivals) / median(owns);
  } finally {
    await daggyd.stop();
  }
}

export async function run() {
  const ratio = await against(MANY_THREADS);
  report(`${question}, 24 threads`, `${ratio.toFixed(2)} x make`, '>= 0.8', ratio >= 0.8);
  const byDefault = await against({});
  report(`${question}, 10 threads (the default)`, `${byDefault.toFixed(2)} x make`, '>= 0.8', byDefault >= 0.8);
}
