/* global AbortController */
/**
 * Starts daggyd on a free port with everything it stores in a temporary directory, submits diamond.json, tells every
 * change of state as it happens, and shows what came of it. In a terminal daggyd then stays up until Ctrl-C; otherwise
 * the demo ends by itself. Nothing is left behind. Exit code 0: the run was COMPLETED.
 *
 *   npm run demo
 */
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, startDaggyd } from './demo/server.mjs';
import { showExample } from './demo/show-example.mjs';

/** A person pressed Ctrl-C, or somebody asked the demo to end. */
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => interrupted.abort());

const folder = mkdtempSync(join(tmpdir(), 'daggy-demo-'));
let daggyd;
try {
  daggyd = await startDaggyd(folder);
  console.log(`daggyd listens at ${daggyd.url}`);
  const state = await showDiamond(daggyd.url);
  if (process.stdout.isTTY) await stayUp(daggyd);
  else sayHowToGoOn();
  process.exitCode = state === 'COMPLETED' ? 0 : 1;
} catch (error) {
  process.exitCode = 1;
  console.error(
    interrupted.signal.aborted ? 'The demo was stopped before its end.' : `The demo failed: ${error.message}`,
  );
} finally {
  await daggyd?.stop();
  // Launchers leave now, and write a file or two.
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
}

/** Runs the diamond and shows all there is to see of it; returns the state in which it ended. */
async function showDiamond(url) {
  const work = join(folder, 'work');
  const { state } = await showExample(url, 'diamond.json', work, interrupted.signal);
  const report = join(work, 'report.txt');
  if (existsSync(report)) console.log(`The report that its last task wrote:\n\n${readFileSync(report, 'utf8')}`);
  return state;
}

async function stayUp({ url, ended }) {
  console.log(`The API, to read and to try out: ${url}/docs\n`);
  console.log(`To go on by hand, in another terminal, from ${ROOT}:\n${commands(url)}\n`);
  console.log('daggyd stays up until you press Ctrl-C here.');
  await Promise.race([ended, new Promise((resolve) => interrupted.signal.addEventListener('abort', resolve))]);
}

function sayHowToGoOn() {
  console.log(`To go on by hand:\n  npm start -- --config config/daggyd.json\n${commands('http://localhost:2503')}`);
  console.log('The API, to read and to try out: http://localhost:2503/docs');
}

function commands(url) {
  return [
    `  curl ${url}/api/v1/dagruns -H 'Content-Type: application/json' -d @examples/dates-by-regions.json`,
    `  curl ${url}/api/v1/dagruns`,
    `  curl ${url}/api/v1/dagruns/1/tasks/Report/attempts/1/stdout`,
  ].join('\n');
}
