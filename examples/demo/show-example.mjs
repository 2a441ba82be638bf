import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { daggydEvents } from './events.mjs';
import { ROOT } from './server.mjs';

const FINAL = ['COMPLETED', 'ERRORED', 'KILLED'];

/**
 * Runs a definition of examples/ on the daggyd at `url`, tells every change as it happens, and shows what came of each task.
 * `work`: where its tasks write. Resolves to the run's id and the state in which it ended.
 */
export async function showExample(url, file, work, signal) {
  const definition = JSON.parse(readFileSync(join(ROOT, 'examples', file), 'utf8'));
  Object.assign(definition.parameters, { EXAMPLES: join(ROOT, 'examples'), WORK: work });
  // Listens before it submits, so that no change is missed.
  const events = await daggydEvents(url, signal);
  const begin = Date.now();
  const body = JSON.stringify(definition);
  const { runID, taskCount } = await request(`${url}/api/v1/dagruns`, signal, { method: 'POST', body });
  console.log(`examples/${file} is run ${runID} with ${taskCount} tasks\n`);
  const state = await tell(events, begin);
  const { items } = await request(`${url}/api/v1/dagruns/${runID}/tasks`, signal);
  const rows = items.map(({ name, state, attempts, rc, startTime, stopTime }) =>
    [name, state, attempts, rc ?? '-', since(begin, startTime), since(begin, stopTime)].map(String),
  );
  console.log(`\n${table(['task', 'state', 'attempts', 'rc', 'started', 'ended'], rows)}\n\nRun ${runID} is ${state}.`);
  return { runID, state };
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

/** In columns. */
export function table(head, body) {
  const rows = [head, ...body];
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

/** Rejects when the answer is a problem. */
export async function request(url, signal, options = {}) {
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch(url, { ...options, headers, signal });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}
