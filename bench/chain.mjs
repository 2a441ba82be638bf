import { startDaggyd } from './support/daggyd.mjs';
import { median, quantile, report, show } from './support/figures.mjs';
import { makeTrue } from './support/make.mjs';

const STEPS = 1000;

export const question = "chain of 1,000 /bin/true: parent's exit to child's exec";

/** Gaps in ms, from the recorded times, and the seconds of the whole chain. */
async function chain(daggyd) {
  const tasks = Object.fromEntries(
    Array.from({ length: STEPS }, (_, i) => [
      `t${i}`,
      { job: { command: ['/bin/true'] }, parents: i > 0 ? [`t${i - 1}`] : [] },
    ]),
  );
  const start = Date.now();
  const runID = await daggyd.submit({ tasks });
  const run = await daggyd.ended(runID);
  const seconds = (Date.parse(run.stopTime) - start) / 1000;
  const { items } = await daggyd.get(`/dagruns/${runID}/attempts?limit=1000`);
  const gaps = items.slice(1).map((attempt, i) => Date.parse(attempt.startTime) - Date.parse(items[i].stopTime));
  return { gaps, seconds };
}

export async function run() {
  const daggyd = await startDaggyd();
  try {
    await chain(daggyd);
    const medians = [];
    const high = [];
    const seconds = [];
    const rival = [];
    for (let i = 0; i < 5; i++) {
      rival.push(await makeTrue(STEPS, { chain: true }));
      const { gaps, seconds: took } = await chain(daggyd);
      medians.push(median(gaps));
      high.push(quantile(gaps, 0.99));
      seconds.push(took);
    }
    console.log(`     whole chain ${show(seconds)} s, make ${show(rival)} s; p99 of the gaps ${show(high, 1)} ms`);
    report(question, `median ${show(medians, 1)} ms`, '<= 2 ms', median(medians) <= 2);
  } finally {
    await daggyd.stop();
  }
}
