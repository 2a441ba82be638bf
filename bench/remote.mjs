import { createRequire } from 'node:module';
import { startDaggyd } from './support/daggyd.mjs';
import { NO_ISOLATION, runnersExecutor, startDaggyr } from './support/daggyr.mjs';
import { startRelays } from './support/relays.mjs';
import { median, quantile, report, rounds, show } from './support/figures.mjs';

const ROUNDS = 5;
/** As many as keep the processors busy while each turn of the engine is made durable; and the default of ForkingTaskExecutor. */
const MANY_THREADS = 24;
const DEFAULT_THREADS = 10;
const IDLE_RUNNERS = 200;
const DAGGYRS = 4;
const SMALL = { cores: 1, memoryMB: 1 };

const SECOND_MS = 1000;

/** Seconds from the submission to the end of a run of so many independent `/bin/true`. */
async function flat(daggyd, count, fields) {
  const job = { command: ['/bin/true'], ...fields };
  const tasks = Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i}`, { job }]));
  const start = Date.now();
  const run = await daggyd.ended(await daggyd.submit({ tasks }));
  if (run.state !== 'COMPLETED') throw new Error(`the run is ${run.state}`);
  return (Date.parse(run.stopTime) - start) / 1000;
}

/** Starts servers one after the other, and stops them in the reverse order when `use` has resolved. */
async function withServers(starts, use) {
  const servers = [];
  try {
    for (const start of starts) servers.push(await start(servers));
    return await use(...servers);
  } finally {
    for (const server of servers.reverse()) await server.stop();
  }
}

async function againstForking(threads) {
  const count = 2_000;
  await withServers(
    [
      () => startDaggyr({ capacity_overrides: { cores: threads, memory_mb: 10_000 } }),
      ([runner]) => startDaggyd(runnersExecutor([runner.url])),
      () => startDaggyd({ executor: { name: 'ForkingTaskExecutor', config: { threads } } }),
    ],
    async (_runner, remote, local) => {
      await flat(remote, count, SMALL);
      await flat(local, count, {});
      const { owns, rivals } = await rounds(
        ROUNDS,
        () => flat(remote, count, SMALL),
        () => flat(local, count, {}),
      );
      console.log(`     remote ${show(owns)} s, local ${show(rivals)} s`);
      const ratio = median(rivals) / median(owns);
      const question = `2,000 x /bin/true through one daggyr, ${threads} at once, against ForkingTaskExecutor`;
      report(question, `${ratio.toFixed(2)} x`, '>= 0.5', ratio >= 0.5);
    },
  );
}

async function againstNoCgroups() {
  const count = 1_000;
  const isolation = { ...NO_ISOLATION, cgroup: 'without-limits' };
  await withServers(
    [
      () => startDaggyr({ isolation }),
      () => startDaggyr(),
      ([limited]) => startDaggyd(runnersExecutor([limited.url])),
      ([, free]) => startDaggyd(runnersExecutor([free.url])),
    ],
    async (_limited, _free, withCgroups, without) => {
      await flat(withCgroups, count, SMALL);
      await flat(without, count, SMALL);
      const { owns, rivals } = await rounds(
        ROUNDS,
        () => flat(withCgroups, count, SMALL),
        () => flat(without, count, SMALL),
      );
      console.log(`     with cgroups ${show(owns)} s, without ${show(rivals)} s`);
      const ratio = median(rivals) / median(owns);
      const question = '1,000 x /bin/true through daggyr with a cgroup for each, against the same without';
      report(question, `${ratio.toFixed(2)} x`, '>= 0.5', ratio >= 0.5);
    },
  );
}

/** A chain whose tasks fit into one of two runners only, and into the other one only, in turn. */
async function gapsBetweenRunners() {
  const steps = 300;
  const jobs = [
    { command: ['/bin/true'], cores: 8, memoryMB: 10 },
    { command: ['/bin/true'], cores: 1, memoryMB: 8_000 },
  ];
  await withServers(
    [
      () => startDaggyr({ capacity_overrides: { cores: 10, memory_mb: 100 } }),
      () => startDaggyr({ capacity_overrides: { cores: 2, memory_mb: 10_000 } }),
      ([wide, large]) => startDaggyd(runnersExecutor([wide.url, large.url])),
    ],
    async (_wide, _large, daggyd) => {
      const tasks = Object.fromEntries(
        Array.from({ length: steps }, (_, i) => [`t${i}`, { job: jobs[i % 2], parents: i > 0 ? [`t${i - 1}`] : [] }]),
      );
      const medians = [];
      const high = [];
      for (let round = 0; round <= ROUNDS; round++) {
        const runID = await daggyd.submit({ tasks });
        await daggyd.ended(runID);
        const { items } = await daggyd.get(`/dagruns/${runID}/attempts?limit=1000`);
        if (items.some(({ where }, i) => i > 0 && where === items[i - 1].where)) throw new Error('not in turn');
        const gaps = items.slice(1).map((attempt, i) => Date.parse(attempt.startTime) - Date.parse(items[i].stopTime));
        // The first one is there to warm up.
        if (round === 0) continue;
        medians.push(median(gaps));
        high.push(quantile(gaps, 0.99));
      }
      console.log(`     p99 ${show(high, 1)} ms`);
      const question = "a remote task's end to its dependent's start on another runner";
      report(question, `median ${show(medians, 1)} ms`, '<= 10 ms', median(medians) <= 10);
    },
  );
}

/**
 * 200 urls, each a runner to daggyd with its own connections and its own request that waits. Behind them are four runners
 * only, since 200 of them are too many for a small machine: relays in this process pass on what these say.
 */
async function idleRunners() {
  const each = IDLE_RUNNERS / DAGGYRS;
  await withServers(
    [
      ...Array(DAGGYRS).fill(() => startDaggyr()),
      ...Array.from({ length: DAGGYRS }, (_, i) => (servers) => startRelays(servers[i].url, each)),
      (servers) => startDaggyd(runnersExecutor(servers.slice(DAGGYRS).flatMap(({ urls }) => urls))),
      () => startDaggyd(),
    ],
    async (...servers) => {
      const [daggyd, without] = servers.slice(2 * DAGGYRS);
      const seconds = 30;
      await new Promise((resolve) => setTimeout(resolve, 5 * SECOND_MS));
      const { items } = await daggyd.get('/pools');
      const up = items[0].runners.filter(({ state }) => state === 'up').length;
      if (up !== IDLE_RUNNERS) throw new Error(`${up} runners are up`);
      const before = [daggyd.cpuSeconds(), without.cpuSeconds()];
      await new Promise((resolve) => setTimeout(resolve, seconds * SECOND_MS));
      const used = [daggyd.cpuSeconds() - before[0], without.cpuSeconds() - before[1]];
      const [part, idle] = used.map((cpu) => (100 * cpu) / seconds);
      const figure = `${part.toFixed(2)} % of a core (without runners ${idle.toFixed(2)} %)`;
      report(`daggyd with ${IDLE_RUNNERS} idle runners`, figure, '< 2 %', part < 2);
    },
  );
}

/** One decision over 1,000 runners in the worst case: none but the last has room. */
function decision() {
  const require = createRequire(import.meta.url);
  const { Reservations } = require('../dist/libs/executors/daggy-runner/reservations.js');
  const room = (cores) => ({ cores, memoryMB: 1000 * cores });
  const runners = Array.from({ length: 1_000 }, (_, i) => ({ free: room(i === 999 ? 8 : 1), total: room(8) }));
  const reservations = new Reservations(30_000);
  const times = [];
  for (let i = 0; i < 2_000; i++) {
    const begun = performance.now();
    if (reservations.choose(room(2 + (i % 5)), runners, i) !== runners[999]) throw new Error('a wrong runner');
    times.push(performance.now() - begun);
  }
  const figure = `median ${(1000 * median(times)).toFixed(0)} us, p99 ${(1000 * quantile(times, 0.99)).toFixed(0)} us`;
  report('placing an attempt among 1,000 runners', figure, '< 1 ms', quantile(times, 0.99) < 1);
}

export async function run() {
  decision();
  await againstForking(MANY_THREADS);
  await againstForking(DEFAULT_THREADS);
  await againstNoCgroups();
  await gapsBetweenRunners();
  await idleRunners();
}
