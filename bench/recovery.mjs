import { MILLION } from './million-noop.mjs';
import { freePort, startDaggyd } from './support/daggyd.mjs';
import { median, report, show } from './support/figures.mjs';

const HALF = 500_000;
const RUNNING = 200;
const ROUNDS = 5;

export const question = 'kill -9 and start again, SqliteLogger FULL';

const noop = { executor: { name: 'NoopTaskExecutor', config: {} } };
const forking = { executor: { name: 'ForkingTaskExecutor', config: { threads: RUNNING } } };

/**
 * Starts daggyd again where another one has crashed. Returns it with the seconds until it was ready, and the longest that
 * an answer of /livez took from its first one until 2 s after that: as long as the event loop was blocked.
 */
async function restart(config, folder) {
  const port = await freePort();
  const begun = performance.now();
  const probe = probeLive(`http://127.0.0.1:${port}/livez`);
  const daggyd = await startDaggyd({ ...config, port }, [], folder);
  const ready = (performance.now() - begun) / 1000;
  await new Promise((resolve) => setTimeout(resolve, 2000));
  return { daggyd, ready, blocked: await probe.end() };
}

function probeLive(url) {
  let over = false;
  let longest = 0;
  const probing = (async () => {
    while (!over) {
      const asked = performance.now();
      const answer = await fetch(url).catch(() => undefined);
      if (answer?.ok) longest = Math.max(longest, performance.now() - asked);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  return {
    end: async () => {
      over = true;
      await probing;
      return longest;
    },
  };
}

async function halfDone() {
  const first = await startDaggyd(noop);
  const runID = await first.submit(MILLION);
  while ((await first.get(`/dagruns/${runID}`)).taskCounts.COMPLETED < HALF) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await first.crash();
  const { daggyd, ready, blocked } = await restart(noop, first.folder);
  try {
    const { taskCount, taskCounts } = await daggyd.ended(runID);
    if (taskCounts.COMPLETED !== taskCount) throw new Error(JSON.stringify(taskCounts));
    return { ready, blocked };
  } finally {
    await daggyd.stop();
  }
}

async function foundAgain() {
  const first = await startDaggyd(forking);
  const indices = Array.from({ length: RUNNING }, (_, i) => `${i}`);
  const task = { job: { command: ['sh', '-c', 'echo {{I}}; exec sleep 600'] } };
  const runID = await first.submit({ parameters: { I: indices }, tasks: { task } });
  const running = async (daggyd) => (await daggyd.get(`/dagruns/${runID}`)).taskCounts.RUNNING;
  while ((await running(first)) < RUNNING) await new Promise((resolve) => setTimeout(resolve, 50));
  await first.crash();
  const { daggyd, ready } = await restart(forking, first.folder);
  try {
    const { items } = await daggyd.get(`/dagruns/${runID}/tasks?limit=${RUNNING}`);
    if (items.some(({ state, attempts }) => state !== 'RUNNING' || attempts > 1)) {
      throw new Error(JSON.stringify(items[0]));
    }
    await daggyd.patch(`/dagruns/${runID}/state`, { state: 'KILLED' });
    await daggyd.ended(runID);
    return ready;
  } finally {
    await daggyd.stop();
  }
}

export async function run() {
  const rounds = [];
  for (let i = 0; i < ROUNDS; i++) rounds.push(await halfDone());
  const ready = rounds.map((each) => each.ready);
  const blocked = rounds.map((each) => each.blocked);
  const half = `${question}: a run of 1,000,000 tasks, half of them done`;
  report(`${half}: ready after`, `${show(ready)} s`, '< 10 s', median(ready) < 10);
  report(`${half}: longest block of the event loop`, `${show(blocked, 0)} ms`, '<= 200 ms', median(blocked) <= 200);
  const again = [];
  for (let i = 0; i < ROUNDS; i++) again.push(await foundAgain());
  report(`${question}: ${RUNNING} running tasks found again after`, `${show(again)} s`, '< 2 s', median(again) < 2);
}
