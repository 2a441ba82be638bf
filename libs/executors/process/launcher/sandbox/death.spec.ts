import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../../../../test/contract/executor/probe';
import { describeWith } from '../../../../../test/support/describe-with';
import { OPEN, ProcessHost, processesWith } from '../../../../../test/support/process-host';
import { removeFolder } from '../../../../../test/support/remove-folder';
import { launcherMain } from '../../client/launch';
import type { Sandbox } from '../../protocol';

const isRoot = process.getuid?.() === 0;
/** It takes a second at most; here it is enough that nothing waits for the grace of a stop. */
const WITHIN_MS = 4000;
const FULL = { ...OPEN, pid: true, mount: true };

/** Ignores what can be ignored, and has a child that left its session. */
const stubborn = (mark: string) => [
  '/bin/sh',
  '-c',
  `trap "" TERM HUP; setsid env -i sleep ${mark} & sleep ${mark}; sleep ${mark}`,
];

/** Runs the compiled client in a folder and starts a command: arguments are the module, the folder, the order's parts. */
const CLIENT = `
  const [, module, folder, command, sandbox] = process.argv;
  const { AttemptProcesses } = require(module);
  const settings = { onDisconnect: 'kill', owner: 1, outputRoot: folder + '/output', maxOutputBytes: 1000, stopGraceMs: 5000 };
  const events = { finished() {}, slotFreed() {} };
  const processes = new AttemptProcesses({ folder: folder + '/launchers', slots: 4, settings, log() {} }, events);
  const order = { environment: [], workDir: '', userID: -1, command: JSON.parse(command), sandbox: JSON.parse(sandbox) };
  processes.open().then(async () => {
    await processes.adopt([]);
    processes.start([1, 2, 3].map((task) => ({ runID: 1, task, attempt: 1, ...order })));
  });
`;

let mark: string;
let client: ChildProcess | undefined;

beforeEach(() => {
  mark = `${100_000 + Math.floor(Math.random() * 900_000)}.5`;
});

// Also when a test has failed.
afterEach(() => client?.kill('SIGKILL'));

describeWith('root', isRoot, 'a launcher that is killed', () => {
  it('takes with it what it has in PID namespaces', async () => {
    const host = await new ProcessHost().open();
    const keys = [1, 2, 3].map(() => host.start(stubborn(mark), { ...FULL, network: true }));
    await until('all run', () => processesWith(mark).length === 3 * 3);
    const killed = Date.now();
    for (const pid of host.launcherPids()) process.kill(pid, 'SIGKILL');
    await until('nothing is left', () => processesWith(mark).length === 0);
    expect(Date.now() - killed).toBeLessThan(WITHIN_MS);
    for (const key of keys) expect((await host.endOf(key)).outcome).toEqual({ cause: 'lost' });
    await host.close();
  });
});

describe('a client that is killed', () => {
  const sandboxes: [string, Sandbox | null][] = [
    ['without sandboxes', null],
    ...(isRoot ? [['with PID namespaces', FULL] as [string, Sandbox]] : []),
  ];

  it.each(sandboxes)(
    'takes everything with it when it has asked for that, the launchers too (%s)',
    async (_, sandbox) => {
      const folder = mkdtempSync(join(tmpdir(), 'daggy-client-'));
      const processes = join(launcherMain(), '../../attempt-processes.js');
      const orders = [JSON.stringify(stubborn(mark)), JSON.stringify(sandbox)];
      client = spawn(process.execPath, ['-e', CLIENT, processes, folder, ...orders], { stdio: 'inherit' });
      await until('all run', () => processesWith(`sleep\0${mark}`).length === 3 * 2);
      expect(processesWith(launcherMain()).length).toBeGreaterThan(0);
      const killed = Date.now();
      client.kill('SIGKILL');
      await until('nothing is left', () => processesWith(mark).length + processesWith(folder).length === 0);
      expect(Date.now() - killed).toBeLessThan(WITHIN_MS);
      removeFolder(folder);
    },
  );
});
