/**
 * For each line of stdin, a number: appends so many new runs of 200 tasks in one append, and prints `appended` or why not.
 * Ends with stdin. Argument: the database file.
 */
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(import.meta.url);
const { SqliteLogger } = require('../../../../dist/libs/state/sqlite/sqlite-logger.js');

// The signal of a limit on the size of files; without a listener it would end the process.
process.on('SIGXFSZ', () => undefined);

const START = Date.UTC(2026, 0, 1);
const taskCounts = { QUEUED: 0, RUNNING: 200, RETRY: 0, COMPLETED: 0, ERRORED: 0, KILLED: 0 };
const fields = { tag: '', pool: 'default', state: 'RUNNING', submitTime: START, lastUpdate: START, taskCount: 200 };

const taskName = (task) => `task_${task}`;

function submission(runID) {
  const events = [{ type: 'submitted', time: START }];
  for (let task = 0; task < 400; task++) events.push({ type: 'attempt-started', time: START + task, task, attempt: 1 });
  return { runID, document: '{}', events, record: { runID, ...fields, taskCounts }, taskName };
}

async function main(file) {
  const logger = new SqliteLogger({ file, synchronous: 'full' });
  let { nextRunID } = await logger.open();
  for await (const line of createInterface({ input: process.stdin })) {
    const runs = Array.from({ length: Number(line) }, () => submission(nextRunID++));
    console.log(
      await logger.append(runs).then(
        () => 'appended',
        (error) => error.message,
      ),
    );
  }
  await logger.close();
}

void main(process.argv[2]);
