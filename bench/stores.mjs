import { startDaggyd } from './support/daggyd.mjs';
import { median, report, show } from './support/figures.mjs';
import { startPostgres, startRedis } from './support/store-servers.mjs';

const TASKS = 100_000;
const ROUNDS = 5;
const SIDE = Array.from({ length: TASKS / 100 }, (_, i) => `${i}`);
const DEFINITION = {
  parameters: { I: SIDE, J: SIDE.slice(0, 100) },
  tasks: { cell: { job: { command: ['cell', '{{I}}', '{{J}}'] } } },
};

export const question = '100,000 noop tasks, every append synced to disk';

/** Seconds from submission to the end of the run. */
async function once(logger) {
  const daggyd = await startDaggyd({ executor: { name: 'NoopTaskExecutor', config: {} }, ...(logger && { logger }) });
  try {
    const start = Date.now();
    const run = await daggyd.ended(await daggyd.submit(DEFINITION));
    if (run.taskCounts.COMPLETED !== TASKS) throw new Error(JSON.stringify(run));
    return (Date.parse(run.stopTime) - start) / 1000;
  } finally {
    await daggyd.stop();
  }
}

export async function run() {
  const servers = { RedisLogger: await startRedis(), PostgresLogger: await startPostgres() };
  try {
    const seconds = { SqliteLogger: [], RedisLogger: [], PostgresLogger: [] };
    for (let i = 0; i < ROUNDS; i++) {
      seconds.SqliteLogger.push(await once());
      for (const [name, { logger }] of Object.entries(servers)) seconds[name].push(await once(logger));
    }
    console.log(`     SqliteLogger ${show(seconds.SqliteLogger)} s`);
    for (const name of Object.keys(servers)) {
      const speed = median(seconds.SqliteLogger) / median(seconds[name]);
      const figure = `${speed.toFixed(2)} x as fast as SqliteLogger, ${show(seconds[name])} s`;
      report(`${question}: ${name}`, figure, '>= 0.5 x', speed >= 0.5);
    }
  } finally {
    for (const { stop } of Object.values(servers)) await stop();
  }
}
