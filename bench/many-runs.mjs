import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { startDaggyd } from './support/daggyd.mjs';
import { median, report, show } from './support/figures.mjs';

const FEW = 10;
const MANY = 1_000;
const TASKS_PER_RUN = 1_000;
const ASKED = 200;
const ROUNDS = 5;

export const question = `lists among ${MANY} runs of ${TASKS_PER_RUN} tasks`;

const indices = Array.from({ length: TASKS_PER_RUN }, (_, i) => `${i}`);

const LISTS = {
  'newest runs': () => '/dagruns?limit=20',
  'runs in a state that none is in': () => '/dagruns?state=ERRORED&limit=20',
  'runs of one tag': (runs) => `/dagruns?tag=t${Math.floor(runs / 2)}&limit=20`,
  'tasks of a run': (runs) => `/dagruns/${runs}/tasks?limit=100`,
};

async function fill(daggyd, from, to) {
  for (let n = from; n <= to; n++) {
    const task = { job: { command: ['x', '{{I}}'], output: n % 100 === 0 ? 'printed' : '' } };
    const runID = await daggyd.submit({ tag: `t${n}`, parameters: { I: indices }, tasks: { task } });
    if (n === to) await daggyd.ended(runID);
  }
}

/** Median ms of an answer. */
async function latency(daggyd, path) {
  const each = [];
  for (let i = 0; i < ASKED; i++) {
    const asked = performance.now();
    await daggyd.get(path);
    each.push(performance.now() - asked);
  }
  return median(each);
}

async function latencies(daggyd, runs) {
  const all = {};
  for (const [name, path] of Object.entries(LISTS)) {
    all[name] = [];
    for (let i = 0; i < ROUNDS; i++) all[name].push(await latency(daggyd, path(runs)));
  }
  return all;
}

function diskUsage(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.map((name) => statSync(join(folder, name)).blocks * 512).reduce((sum, bytes) => sum + bytes, 0);
}

export async function run() {
  const daggyd = await startDaggyd({ executor: { name: 'NoopTaskExecutor', config: {} } });
  try {
    await fill(daggyd, 1, FEW);
    // Not what the first requests of a young process take.
    await latencies(daggyd, FEW);
    const few = await latencies(daggyd, FEW);
    await fill(daggyd, FEW + 1, MANY);
    const many = await latencies(daggyd, MANY);
    for (const name of Object.keys(LISTS)) {
      const ratio = median(many[name]) / median(few[name]);
      const figure = `${show(many[name])} ms, ${ratio.toFixed(2)} x of what it takes among ${FEW} runs`;
      report(`${question}: ${name}`, figure, '<= 1.5 x', ratio <= 1.5);
    }
    const full = diskUsage(daggyd.dataDir);
    const begun = performance.now();
    for (let n = 1; n <= MANY; n++) await fetch(`${daggyd.api}/dagruns/${n}`, { method: 'DELETE' });
    const seconds = (performance.now() - begun) / 1000;
    const left = diskUsage(daggyd.dataDir);
    const figure = `${(left / 2 ** 20).toFixed(1)} MiB of ${(full / 2 ** 20).toFixed(0)} MiB, after ${seconds.toFixed(1)} s`;
    report(`${question}: on the disk when all were removed`, figure, '<= 10 %', left <= 0.1 * full);
  } finally {
    await daggyd.stop();
  }
}
