/**
 * Starts the built servers as processes: each answers /livez; daggyd shows its web UI and runs a run of three tasks to its
 * end; both end with exit code 0 when they are asked to. Tests load modules in another way than Node does, so this is looked at apart.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const WITHIN_MS = 30_000;
const RUN = {
  tag: 'smoke',
  parameters: { WORD: ['one', 'two'] },
  tasks: {
    say: { job: { command: ['echo', '{{WORD}}'] } },
    last: { job: { command: ['true'] }, parents: ['say'] },
  },
};

const folder = mkdtempSync(join(tmpdir(), 'daggy-smoke-'));
try {
  await withServer('daggyd', { DAGGYD_DATA_DIR: join(folder, 'daggyd'), DAGGYD_PORT: '0' }, runToEnd);
  // Not every host that builds can limit tasks.
  const anywhere = { DAGGYR_ISOLATION_CGROUP: 'false', DAGGYR_ISOLATION_PID: 'false', DAGGYR_ISOLATION_MOUNT: 'false' };
  const daggyr = { ...anywhere, DAGGYR_STORAGE_ROOT: join(folder, 'daggyr'), DAGGYR_PORT: '0' };
  await withServer('daggyr', daggyr, async () => {});
} finally {
  // Launchers leave now, and write a file or two.
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
}

async function withServer(name, environment, use) {
  const child = spawn(process.execPath, [join(ROOT, `dist/apps/${name}/main.js`)], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (log += text));
  const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)));
  try {
    const url = await until(`${name} listens`, () => {
      if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`);
      return /"url":"(http:[^"]+)"/.exec(log)?.[1];
    });
    const { status } = await get(`${url}/livez`);
    if (status !== 'ok') throw new Error(`${name} says ${status} at /livez`);
    await use(url);
    child.kill('SIGTERM');
    const end = await Promise.race([ended, delay(WITHIN_MS, 'no end', { ref: false })]);
    if (end !== 0) throw new Error(`${name} was asked to end, and ended with ${end}`);
    console.log(`${name}: ok`);
  } catch (error) {
    console.error(log);
    throw error;
  } finally {
    child.kill('SIGKILL');
  }
}

async function runToEnd(url) {
  const page = await (await fetch(url)).text();
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1];
  if (script === undefined) throw new Error(`no web UI at ${url}: ${page.slice(0, 200)}`);
  if (!(await fetch(url + script)).ok) throw new Error(`${script} is missing`);
  const headers = { 'Content-Type': 'application/json' };
  const runs = `${url}/api/v1/dagruns`;
  const { runID, taskCount } = await get(runs, { method: 'POST', headers, body: JSON.stringify(RUN) });
  if (taskCount !== 3) throw new Error(`the run has ${taskCount} tasks instead of 3`);
  await until('the run is COMPLETED', async () => {
    const { state } = await get(`${runs}/${runID}`);
    if (state === 'ERRORED' || state === 'KILLED') throw new Error(`the run is ${state}`);
    return state === 'COMPLETED';
  });
}

async function get(url, options) {
  const answer = await fetch(url, options);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

/** Asks until the answer is neither false nor undefined. */
async function until(what, ask) {
  for (const end = Date.now() + WITHIN_MS; Date.now() < end; await delay(20)) {
    const answer = await ask();
    if (answer) return answer;
  }
  throw new Error(`not within ${WITHIN_MS / 1000} s: ${what}`);
}
