/* global AbortController */
/**
 * Starts daggyd on a free port with everything it stores in a temporary directory, submits diamond.json, tells every
 * change of state as it happens, and shows what came of it. In a terminal daggyd then stays up until Ctrl-C; otherwise
 * the demo ends by itself. Nothing is left behind. Exit code 0: the run was COMPLETED.
 *
 *   npm run demo
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, startDaggyd } from './demo/daggyd.mjs';
import { daggydEvents } from './demo/events.mjs';

const FINAL = ['COMPLETED', 'ERRORED', 'KILLED'];

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
  rmSync(folder, { recursive: true, force: true });
}

/** Runs the diamond and shows all there is to see of it; returns the state in which it ended. */
async function showDiamond(url) {
  const work = join(folder, 'work');
  const definition = JSON.parse(readFileSync(join(ROOT, 'examples/diamond.json'), 'utf8'));
  Object.assign(definition.parameters, { EXAMPLES: join(ROOT, 'examples'), WORK: work });
  // Listens before it submits, so that no change is missed.
  const events = await daggydEvents(url, interrupted.signal);
  const begin = Date.now();
  const body = JSON.stringify(definition);
  const { runID, taskCount } = await request(`${url}/api/v1/dagruns`, { method: 'POST', body });
  console.log(`examples/diamond.json is run ${runID} with ${taskCount} tasks\n`);
  const state = await tell(events, begin);
  const { items } = await request(`${url}/api/v1/dagruns/${runID}/tasks`);
  console.log(`\n${table(items, begin)}\n\nRun ${runID} is ${state}.`);
  const report = join(work, 'report.txt');
  if (existsSync(report)) console.log(`The report that its last task wrote:\n\n${readFileSync(report, 'utf8')}`);
  return state;
}

/** One line for every change, until the run has ended; returns its last state. */
async function tell(events, begin) {
  for await (const { type, time, task, state, attempt, rc } of events) {
    if (type !== 'run' && type !== 'task') continue;
    const attempts = type === 'task' && attempt > 0 ? `attempt ${attempt}` : '';
    const detail = typeof rc === 'number' ? `${attempts}, rc ${rc}` : attempts;
    const line = `${since(begin, time).padStart(8)}  ${(task ?? 'the run').padEnd(16)} ${state.padEnd(10)} ${detail}`;
    console.log(line.trimEnd());
    if (type === 'run' && FINAL.includes(state)) return state;
  }
  throw new Error('daggyd closed the stream of events before the run had ended');
}

function table(tasks, begin) {
  const rows = [
    ['task', 'state', 'attempts', 'rc', 'started', 'ended'],
    ...tasks.map(({ name, state, attempts, rc, startTime, stopTime }) =>
      [name, state, attempts, rc ?? '-', since(begin, startTime), since(begin, stopTime)].map(String),
    ),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function since(begin, time) {
  return time === null ? '-' : `${(Math.max(0, Date.parse(time) - begin) / 1000).toFixed(3)} s`;
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

async function request(url, options = {}) {
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch(url, { ...options, headers, signal: interrupted.signal });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}
