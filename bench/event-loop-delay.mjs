import { flat, MANY_THREADS } from './flat-against-make.mjs';
import { startDaggyd } from './support/daggyd.mjs';
import { median, report, show } from './support/figures.mjs';

export const question = 'event loop delay of daggyd at full start rate: p99';

/** p99 of the delay since the last time somebody asked, ms. */
async function p99(daggyd) {
  const metrics = await daggyd.metrics();
  return Number(/^nodejs_eventloop_lag_p99_seconds(?:\{[^}]*\})? (\S+)/m.exec(metrics)[1]) * 1000;
}

export async function run() {
  const daggyd = await startDaggyd(MANY_THREADS);
  try {
    await flat(daggyd);
    const delays = [];
    for (let i = 0; i < 5; i++) {
      await p99(daggyd);
      await flat(daggyd);
      delays.push(await p99(daggyd));
    }
    report(question, `${show(delays, 1)} ms`, '<= 20 ms', median(delays) <= 20);
  } finally {
    await daggyd.stop();
  }
}
