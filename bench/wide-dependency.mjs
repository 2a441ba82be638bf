import { startDaggyd } from './support/daggyd.mjs';
import { median, report, show } from './support/figures.mjs';

const WIDE = Array.from({ length: 100_000 }, (_, i) => `${i}`);

export const question = '100,000 x 100,000 dependency (two templates): built';

function wide(side) {
  return {
    parameters: { I: side },
    tasks: {
      many: { job: { command: ['many', '{{I}}'] } },
      more: { job: { command: ['more', '{{I}}'] }, parents: ['many'] },
    },
  };
}

export async function run() {
  const daggyd = await startDaggyd({ executor: { name: 'NoopTaskExecutor', config: {} } });
  try {
    const built = [];
    const bytes = [];
    for (let i = 0; i < 5; i++) {
      const before = daggyd.residentBytes();
      const start = performance.now();
      const runID = await daggyd.submit(wide(WIDE));
      built.push((performance.now() - start) / 1000);
      const run = await daggyd.ended(runID);
      if (run.state !== 'COMPLETED') throw new Error(`the run is ${run.state}`);
      bytes.push((daggyd.residentBytes() - before) / 1e6);
    }
    console.log(`     growth of the resident set with each such run ${show(bytes, 0)} MB`);
    report(question, `${show(built)} s`, '< 1 s', median(built) < 1);
  } finally {
    await daggyd.stop();
  }
}
