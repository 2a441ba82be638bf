import { Pool } from 'undici';
import { MILLION } from './million-noop.mjs';
import { startDaggyd } from './support/daggyd.mjs';
import { median, quantile, report, show } from './support/figures.mjs';

const PER_SECOND = 200;

export const question = 'API while a million tasks run, 200 requests/s';

const CALLS = (runID, task) => [
  `/dagruns?limit=50`,
  `/dagruns/${runID}`,
  `/dagruns/${runID}/tasks?limit=50`,
  `/dagruns/${runID}/tasks?state=COMPLETED&limit=50`,
  `/dagruns/${runID}/tasks/${task}`,
  `/dagruns/${runID}/graph?by=template`,
  `/dagruns/${runID}/attempts?limit=50`,
];

/** Sends calls at a fixed rate, whatever the answers take, until told to stop; times are from when each was due, ms. */
async function load(daggyd, paths, stopped) {
  const pool = new Pool(daggyd.base, { connections: 20 });
  const times = new Map(paths.map((path) => [path, []]));
  const pending = new Set();
  const start = performance.now();
  for (let i = 0; !stopped(); i++) {
    const due = start + (i * 1000) / PER_SECOND;
    const wait = due - performance.now();
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
    const path = paths[i % paths.length];
    const call = pool.request({ method: 'GET', path: `/api/v1${path}` }).then(async ({ statusCode, body }) => {
      await body.dump();
      if (statusCode !== 200) throw new Error(`${path}: ${statusCode}`);
      times.get(path).push(performance.now() - due);
      pending.delete(call);
    });
    pending.add(call);
  }
  await Promise.all(pending);
  await pool.close();
  return times;
}

async function once() {
  const daggyd = await startDaggyd({ executor: { name: 'NoopTaskExecutor', config: {} } });
  try {
    const side = Array.from({ length: 1000 }, (_, i) => `${i}`);
    const small = await daggyd.submit({
      parameters: { I: side },
      tasks: { cell: { job: { command: ['cell', '{{I}}'] } } },
    });
    await daggyd.ended(small);
    const large = await daggyd.submit(MILLION);
    let over = false;
    const end = daggyd.ended(large).then(() => (over = true));
    const times = await load(daggyd, [...CALLS(large, 'cell_500000'), ...CALLS(small, 'cell_500')], () => over);
    await end;
    const ofSmall = CALLS(small, 'cell_500');
    const ratios = CALLS(large, 'cell_500000').map(
      (path, i) => median(times.get(path)) / median(times.get(ofSmall[i])),
    );
    const all = [...times.values()].flat();
    return { p99: quantile(all, 0.99), p50: median(all), ratio: Math.max(...ratios), count: all.length };
  } finally {
    await daggyd.stop();
  }
}

export async function run() {
  const results = [];
  for (let i = 0; i < 5; i++) results.push(await once());
  const p99 = results.map((each) => each.p99);
  const ratio = results.map((each) => each.ratio);
  console.log(
    `     ${results[0].count} calls a round, median ${show(
      results.map((each) => each.p50),
      1,
    )} ms`,
  );
  report(`${question}: p99`, `${show(p99, 1)} ms`, '<= 20 ms', median(p99) <= 20);
  report(
    `${question}: the same call on a run of 1,000 tasks`,
    `at most ${show(ratio)} x faster`,
    '<= 1.2 x',
    median(ratio) <= 1.2,
  );
}
