import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = new URL('../..', import.meta.url).pathname;

/** Starts the built daggyd on a free port with a data directory of its own, or in the folder of one that has crashed. */
export async function startDaggyd(config = {}, nodeOptions = [], folder = mkdtempSync(join(tmpdir(), 'daggy-bench-'))) {
  const port = config.port ?? (await freePort());
  const file = join(folder, 'daggyd.json');
  const logger = { name: 'SqliteLogger', config: { file: 'daggy.db', synchronous: 'full' } };
  writeFileSync(file, JSON.stringify({ port, ip: '127.0.0.1', 'data-dir': join(folder, 'data'), logger, ...config }));
  const child = spawn(process.execPath, [...nodeOptions, join(ROOT, 'dist/apps/daggyd/main.js'), '--config', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => (said = (said + chunk).slice(-4000)));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const base = `http://127.0.0.1:${port}`;
  await until(
    async () => (await fetch(`${base}/readyz`).catch(() => undefined))?.ok,
    () => said,
    child,
  );
  const api = `${base}/api/v1`;
  return {
    base,
    api,
    pid: child.pid,
    folder,
    dataDir: join(folder, 'data'),
    get: async (path) => (await fetch(api + path)).json(),
    patch: async (path, body) =>
      (
        await fetch(api + path, {
          method: 'PATCH',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      ).json(),
    submit: async (definition) => {
      const answer = await fetch(`${api}/dagruns`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: typeof definition === 'string' ? definition : JSON.stringify(definition),
      });
      const body = await answer.json();
      if (answer.status !== 201) throw new Error(`submission: ${answer.status} ${JSON.stringify(body)}`);
      return body.runID;
    },
    /** Resolves when the run has ended, with its summary. Asks rarely: what matters are the recorded times. */
    ended: async (runID) => {
      for (;;) {
        const run = await (await fetch(`${api}/dagruns/${runID}`)).json();
        if (run.state === 'COMPLETED' || run.state === 'ERRORED' || run.state === 'KILLED') return run;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    metrics: async () => (await fetch(`${base}/metrics`)).text(),
    cpuSeconds: () => cpuSeconds(child.pid),
    residentBytes: () => residentBytes(child.pid),
    /** Kills it without a word; what it kept stays in its folder. */
    crash: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      // Launchers leave now, and write a file or two.
      await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

async function until(condition, said, child) {
  for (let i = 0; i < 3000; i++) {
    if (await condition()) return;
    if (child.exitCode !== null) throw new Error(`daggyd ended with ${child.exitCode}: ${said()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`daggyd did not become ready: ${said()}`);
}

export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** User and system time of a process with all its threads. */
function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function residentBytes(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
}
