import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder } from '../../../test/support/remove-folder';
import { launcherMain } from '../process/client/launch';

/** Runs a program in a process with at most 256 open files, and collects what it prints. */
async function withFewDescriptors(program: string, ...args: string[]): Promise<string> {
  const command = ['-c', 'ulimit -n 256; exec "$0" "$@"', process.execPath, '-e', program, ...args];
  const child = spawn('sh', command, { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  await new Promise((resolve) => child.on('close', resolve));
  return printed;
}

/** Runs the compiled executor: argument 1 its module, 2 a data directory, 3 `threads`, 4 how many tasks. */
const PROGRAM = `
  const [, module, dataDir, threads, tasks] = process.argv;
  const { ForkingTaskExecutor } = require(module);
  const log = () => {};
  const context = { dataDir, maxOutputBytes: 1000, pool: 'default', log };
  const executor = new ForkingTaskExecutor({ threads: Number(threads) }, context);
  const counts = {};
  let left = Number(tasks);
  const listener = {
    capacityChanged() {},
    finished(results) {
      executor.acknowledge(results.map(({ key }) => key));
      for (const { result } of results) {
        const { cause, rc } = result.outcome;
        counts[cause + ' ' + rc] = (counts[cause + ' ' + rc] ?? 0) + 1;
        left--;
      }
      if (left === 0) executor.close('stop').then(() => console.log(JSON.stringify(counts)));
    },
  };
  executor.open(listener, { storeID: '0123456789abcdef', fencingToken: 1 }).then(
    async () => {
      await executor.adopt([], () => true);
      const job = (task) => ({ command: ['sh', '-c', 'echo out; echo err >&2; exit ' + (task % 3)] });
      const order = (_, task) => ({ runID: 1, task, attempt: 1, taskName: 't', template: 't', job: job(task) });
      executor.start(Array.from({ length: left }, order));
    },
    (error) => console.log(error.message),
  );
`;

describe('with at most 256 open files', () => {
  const executorModule = join(launcherMain(), '../../../forking/forking-task-executor.js');
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'daggy-few-'));
  });

  afterEach(() => removeFolder(folder));

  it('runs 5,000 tasks that all print and ends them in the right states', async () => {
    const printed = await withFewDescriptors(PROGRAM, executorModule, join(folder, 'data'), '20', '5000');
    expect(JSON.parse(printed)).toEqual({ 'exit 0': 1667, 'exit 1': 1667, 'exit 2': 1666 });
  }, 180_000);

  it('says beforehand that they are too few for so many tasks at once', async () => {
    const printed = await withFewDescriptors(PROGRAM, executorModule, join(folder, 'data'), '200', '1');
    expect(printed).toMatch(/\d+ tasks at once of one launcher need \d+ open files, and the limit is 256/);
  });
});
