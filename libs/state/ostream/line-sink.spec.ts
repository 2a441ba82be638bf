import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { eventsOf, progress, submission, taskEvents } from '../../../test/contract/state/sample-runs';
import { OStreamLogger } from './ostream-logger';

const { O_RDONLY, O_NONBLOCK } = constants;

describe('the stream of OStreamLogger', () => {
  let folder: string;
  let file: string;
  let logger: OStreamLogger;
  let complaints: jest.SpyInstance;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'daggy-stream-'));
    file = join(folder, 'events');
    logger = new OStreamLogger({ file });
    complaints = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  });
  afterEach(async () => {
    await logger.close();
    complaints.mockRestore();
    rmSync(folder, { recursive: true });
  });

  it('has a line for each event, after what the file had', async () => {
    writeFileSync(file, 'before\n');
    await logger.open();
    await logger.append([submission(1), progress(1, taskEvents(0, 1)), submission(2)]);
    await logger.close();
    const [before, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(before).toBe('before');
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { time: '2026-01-01T00:00:00.000Z', runID: 1, event: 'submitted', taskCount: 6 },
      { runID: 1, event: 'attempt-started', task: 0, attempt: 1 },
      { runID: 1, event: 'attempt-finished', task: 0, state: 'COMPLETED', cause: 'exit', rc: 1 },
      { runID: 2, event: 'submitted' },
    ]);
  });

  it('says nothing of an append that was refused', async () => {
    await logger.open();
    await expect(logger.append([submission(1), progress(2, taskEvents(0, 1))])).rejects.toThrow('there is no run 2');
    await logger.close();
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  it('must exist, and a pipe must have a reader', async () => {
    const nowhere = new OStreamLogger({ file: join(folder, 'no', 'events') });
    await expect(nowhere.open()).rejects.toThrow(`OStreamLogger cannot write to ${folder}/no/events: ENOENT`);
    execFileSync('mkfifo', [file]);
    await expect(logger.open()).rejects.toThrow(`OStreamLogger cannot write to ${file}: nobody reads this pipe`);
  });

  it('loses lines while its reader stalls, and says how many', async () => {
    execFileSync('mkfifo', [file]);
    const reader = openSync(file, O_RDONLY | O_NONBLOCK);
    await logger.open();
    await logger.append([submission(1)]);
    let written = 1;
    for (let first = 0; first < 80_000; first += 1_000) {
      await logger.append([progress(1, taskEvents(first, 1_000))]);
      written += 2_000;
    }
    let read = 0;
    let dropped = 0;
    const lines = createInterface({ input: new Socket({ fd: reader, readable: true, writable: false }) });
    for await (const line of lines) {
      const { event, count } = JSON.parse(line) as { event: string; count: number };
      if (event !== 'lines-dropped') read++;
      else {
        dropped += count;
        // What comes after the loss gets through again.
        await logger.append([submission(2)]);
        written++;
        await logger.close();
      }
    }
    expect(dropped).toBeGreaterThan(10_000);
    expect(read).toBeGreaterThan(50_000);
    expect(read + dropped).toBe(written);
    expect(complaints).not.toHaveBeenCalled();
  });

  it('may go away: that is said once, and runs are kept all the same', async () => {
    execFileSync('mkfifo', [file]);
    const reader = openSync(file, O_RDONLY | O_NONBLOCK);
    await logger.open();
    closeSync(reader);
    await logger.append([submission(1)]);
    await new Promise<void>((resolve) => {
      complaints.mockImplementation(() => resolve());
    });
    for (let task = 0; task < 20; task++) await logger.append([progress(1, taskEvents(task, 1))]);
    expect(await eventsOf(await logger.read(1))).toHaveLength(41);
    await logger.close();
    expect(complaints.mock.calls).toEqual([
      ['daggy: no more events are written to the stream (write EPIPE); runs go on without it'],
    ]);
  });

  it('may be a stdout that is closed: the process lives on', async () => {
    const script = `
      const { OStreamLogger } = require(${JSON.stringify(join(process.cwd(), 'dist/libs/state/ostream/ostream-logger.js'))});
      const [submission] = JSON.parse(process.argv[1]);
      const logger = new OStreamLogger({ file: '-' });
      const appendOne = (runID) => logger.append([{ ...submission, runID, record: { ...submission.record, runID } }]);
      logger.open().then(() => appendOne(1));
      process.stdin.on('end', async () => {
        for (let runID = 2; runID < 50; runID++) {
          await appendOne(runID);
          await new Promise(setImmediate);
        }
        await logger.close();
        console.error('alive');
      }).resume();
    `;
    const child = spawn(process.execPath, ['-e', script, JSON.stringify([submission(1)])]);
    const said = text(child.stderr);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.stdout.destroy();
    child.stdin.end();
    expect(await said).toBe(
      'daggy: no more events are written to the stream (write EPIPE); runs go on without it\nalive\n',
    );
  });
});
