import { startDaggyd } from './support/daggyd.mjs';
import { median, report, show } from './support/figures.mjs';

const SIDE = Array.from({ length: 1000 }, (_, i) => `${i}`);
const TASKS = 1_000_000;

export const question = '1,000,000 noop tasks (1000 x 1000 parameters), SqliteLogger FULL';

/** A million tasks out of a small document. */
export const MILLION = {
  parameters: { I: SIDE, J: SIDE },
  tasks: { cell: { job: { command: ['cell', '{{I}}', '{{J}}'] } } },
};

async function once(logger) {
  const daggyd = await startDaggyd({
    executor: { name: 'NoopTaskExecutor', config: {} },
    ...(logger ? { logger } : {}),
  });
  try {
    const before = daggyd.residentBytes();
    const start = Date.now();
    const runID = await daggyd.submit(MILLION);
    const acknowledged = (Date.now() - start) / 1000;
    const run = await daggyd.ended(runID);
    if (run.state !== 'COMPLETED' || run.taskCounts.COMPLETED !== TASKS) throw new Error(JSON.stringify(run));
    const seconds = (Date.parse(run.stopTime) - start) / 1000;
    return { acknowledged, perTask: (seconds * 1e6) / TASKS, bytes: (daggyd.residentBytes() - before) / TASKS };
  } finally {
    await daggyd.stop();
  }
}

export async function run() {
  const own = [];
  for (let i = 0; i < 5; i++) own.push(await once());
  const rival = await once({ name: 'OStreamLogger', config: { file: '/dev/null' } });
  const acknowledged = own.map((each) => each.acknowledged);
  const perTask = own.map((each) => each.perTask);
  const bytes = own.map((each) => each.bytes);
  console.log(`     with OStreamLogger to /dev/null ${rival.perTask.toFixed(1)} microseconds a task`);
  report(`${question}: acknowledged after`, `${show(acknowledged)} s`, '< 1 s', median(acknowledged) < 1);
  report(`${question}: a task`, `${show(perTask, 1)} microseconds`, '<= 25', median(perTask) <= 25);
  report(
    `${question}: memory a task (growth of the resident set)`,
    `${show(bytes, 0)} bytes`,
    '<= 400',
    median(bytes) <= 400,
  );
}
