import type { AttemptOutput } from '#dag/ports/executor';
import type { AttemptResult, Outcome } from '#dag/run/outcome';
import type { Isolation } from '../isolation/isolation';
import { TaskNamespaces } from '../isolation/task-namespaces';
import { NoCgroups } from '../isolation/no-cgroups';
import type { TaskHost } from '../processes/task-host';
import { probe } from './probe';

const TOTAL = { cores: 0.5, memoryMB: 1000 };
const namespaces = (pid: boolean): Isolation =>
  new NoCgroups(new TaskNamespaces({ pid, mount: false, network: false }, true));

/** A host whose task says this on stderr. */
function hostThatSays(text: string): TaskHost {
  const output: AttemptOutput = {
    size: () => Promise.resolve(text.length),
    read: () => Promise.resolve(Buffer.from(text)),
  };
  return { output: () => output } as Partial<TaskHost> as TaskHost;
}

const ended = (outcome: Outcome) => (): Promise<AttemptResult> =>
  Promise.resolve({
    outcome,
    startTime: 0,
    stopTime: 0,
    outputBytes: 0,
    errorBytes: 0,
    truncated: false,
    executorLog: '',
  });

describe('the probe', () => {
  it('is not needed where nothing is isolated', async () => {
    const run = jest.fn();
    await probe(TOTAL, namespaces(false), hostThatSays(''), run);
    expect(run).not.toHaveBeenCalled();
  });

  it('is content when the command that does nothing succeeds', async () => {
    await probe(TOTAL, namespaces(true), hostThatSays(''), ended({ cause: 'exit', rc: 0 }));
  });

  it('tells what the command said when it failed', async () => {
    const failing = probe(TOTAL, namespaces(true), hostThatSays('unshare: no\n'), ended({ cause: 'exit', rc: 1 }));
    await expect(failing).rejects.toThrow(/cannot run tasks here as "isolation".*: unshare: no\. Give it the rights/);
    const unstartable = ended({ cause: 'spawn-error', rc: 126 });
    await expect(probe(TOTAL, namespaces(true), hostThatSays(''), unstartable)).rejects.toThrow(/spawn-error/);
  });
});
