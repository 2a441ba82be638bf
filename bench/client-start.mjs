import { spawnSync } from 'node:child_process';
import { startDaggyd } from './support/daggyd.mjs';
import { median, report, show } from './support/figures.mjs';

const ROUNDS = 31;
const MAIN = new URL('../dist/apps/daggyc/main.js', import.meta.url).pathname;

/** How long daggyc takes from start to end, alone and with a request, against `node -e 0`. */
export async function run() {
  const daggyd = await startDaggyd();
  const server = { DAGGY_SERVER: daggyd.base };
  const calls = {
    node: () => milliseconds(['-e', '0']),
    version: () => milliseconds([MAIN, 'version']),
    list: () => milliseconds([MAIN, 'list'], server),
  };
  const figures = { node: [], version: [], list: [] };
  try {
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, call] of Object.entries(calls)) figures[name].push(call());
    }
  } finally {
    await daggyd.stop();
  }
  const ratio = (name) => median(figures[name]) / median(figures.node);
  const against = (name) =>
    `${show(figures[name], 0)} ms, node -e 0 ${show(figures.node, 0)} ms: ${ratio(name).toFixed(2)} x`;
  const met = median(figures.version) < 300 && ratio('version') <= 6;
  report('daggyc version', against('version'), '< 300 ms, <= 6 x', met);
  console.log(`     daggyc list, without runs: ${against('list')}`);
}

function milliseconds(args, environment = {}) {
  const begun = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { env: { ...process.env, ...environment } });
  if (status !== 0) throw new Error(`${args.join(' ')}: ${status} ${stderr}`);
  return performance.now() - begun;
}
