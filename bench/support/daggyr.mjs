import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './daggyd.mjs';

const ROOT = new URL('../..', import.meta.url).pathname;

export const NO_ISOLATION = { cgroup: false, pid: false, mount: false, network: false };

/** Starts the built daggyr on a free port; without isolation, and with 10 cores and 10,000 MB, unless the config says otherwise. */
export async function startDaggyr(config = {}, nodeOptions = []) {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'daggy-bench-runner-'));
  const file = join(folder, 'daggyr.json');
  const defaults = {
    port,
    ip: '127.0.0.1',
    'storage-root': join(folder, 'storage'),
    isolation: NO_ISOLATION,
    capacity_overrides: { cores: 10, memory_mb: 10_000 },
  };
  writeFileSync(file, JSON.stringify({ ...defaults, ...config }));
  const child = spawn(process.execPath, [...nodeOptions, join(ROOT, 'dist/apps/daggyr/main.js'), '--config', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => (said = (said + chunk).slice(-4000)));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = `http://127.0.0.1:${port}`;
  for (let i = 0; !(await fetch(`${url}/readyz`).catch(() => undefined))?.ok; i++) {
    if (child.exitCode !== null || i > 2_000) throw new Error(`daggyr did not become ready: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return {
    url,
    port,
    pid: child.pid,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      // Its launchers leave now, and write a file or two.
      await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

/** An executor for daggyd's config. */
export function runnersExecutor(urls) {
  return { executor: { name: 'DaggyRunnerTaskExecutor', config: { runners: urls.map((url) => ({ url })) } } };
}
