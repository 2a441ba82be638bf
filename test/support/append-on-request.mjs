/**
 * Opens a store and prints `open`; then, for each line of stdin, appends a new run, whose definition has as many bytes as
 * the line says, and prints `appended` or the code of why not. Prints `fenced` when it is told so by the logger.
 * Arguments: the name of a state logger, its config as JSON.
 */
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(import.meta.url);
const { createStateLogger } = require('../../dist/libs/state/registry.js');

const START = Date.UTC(2026, 0, 1);
const taskCounts = { QUEUED: 1, RUNNING: 0, RETRY: 0, COMPLETED: 0, ERRORED: 0, KILLED: 0 };
const fields = { tag: '', pool: 'default', state: 'QUEUED', submitTime: START, lastUpdate: START, taskCount: 1 };

function submission(runID, bytes) {
  const record = { runID, ...fields, taskCounts };
  return { runID, document: 'd'.repeat(bytes), events: [{ type: 'submitted', time: START }], record, taskName: String };
}

async function main(name, config) {
  const logger = createStateLogger(name, config, { dataDir: '/nowhere', log: () => undefined });
  let { nextRunID } = await logger.open({ fenced: () => console.log('fenced'), trouble: () => undefined });
  console.log('open');
  let last = Promise.resolve();
  const append = (bytes) =>
    logger.append([submission(nextRunID++, bytes)]).then(
      () => console.log('appended'),
      (error) => console.log(error.code),
    );
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => (last = last.then(() => append(Number(line)))));
  lines.on('close', () => (last = last.then(() => logger.close())));
}

void main(process.argv[2], JSON.parse(process.argv[3]));
