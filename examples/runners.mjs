/* global AbortController */
/**
 * Starts three runners of different sizes and a daggyd that places tasks on them, all on this host and with everything in a
 * temporary directory; runs runners.json and shows which runner each attempt ran on. Nothing is left behind. The runners
 * have no isolation here, so that they run on any host and as any user. Exit code 0: the run was COMPLETED.
 *
 *   npm run demo:runners
 */
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDaggyd, startServer } from './demo/server.mjs';
import { request, showExample, table } from './demo/show-example.mjs';

const SIZES = [
  { cores: 4, memory_mb: 1000 },
  { cores: 2, memory_mb: 400 },
  { cores: 1, memory_mb: 2000 },
];
const isolation = { cgroup: false, pid: false, mount: false, network: false };

/** A person pressed Ctrl-C, or somebody asked the demo to end. */
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => interrupted.abort());

const folder = mkdtempSync(join(tmpdir(), 'daggy-demo-'));
const servers = [];
try {
  const runners = [];
  for (const [index, size] of SIZES.entries()) {
    const own = join(folder, `runner-${index + 1}`);
    const config = { 'storage-root': join(own, 'storage'), capacity_overrides: size, isolation };
    const runner = await startServer('daggyr', own, config);
    servers.push(runner);
    runners.push({ url: runner.url });
    console.log(`a runner with ${size.cores} cores and ${size.memory_mb} MB listens at ${runner.url}`);
  }
  const executor = { name: 'DaggyRunnerTaskExecutor', config: { runners } };
  const daggyd = await startDaggyd(join(folder, 'daggyd'), { executor });
  servers.unshift(daggyd);
  console.log(`daggyd listens at ${daggyd.url}`);
  const { runID, state } = await showExample(daggyd.url, 'runners.json', join(folder, 'work'), interrupted.signal);
  const { items } = await request(`${daggyd.url}/api/v1/dagruns/${runID}/attempts`, interrupted.signal);
  const places = items.map(({ task, where }) => [task, where]);
  console.log(`\n${table(['task', 'ran'], places)}`);
  process.exitCode = state === 'COMPLETED' ? 0 : 1;
} catch (error) {
  process.exitCode = 1;
  console.error(
    interrupted.signal.aborted ? 'The demo was stopped before its end.' : `The demo failed: ${error.message}`,
  );
} finally {
  for (const server of servers) await server.stop();
  // Launchers leave now, and write a file or two.
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
}
