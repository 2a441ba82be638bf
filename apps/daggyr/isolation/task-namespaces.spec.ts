import { readRunnerJob } from '#executors/daggy-runner/runner-job';
import { TaskNamespaces } from './task-namespaces';

const job = (fields: object) => readRunnerJob({ command: ['x'], cores: 1, memoryMB: 1, ...fields });
const usual = { pid: true, mount: false, network: true };

describe('namespaces', () => {
  it('are those of the config, but for what a task says of its network', () => {
    const namespaces = new TaskNamespaces(usual, true);
    namespaces.check();
    expect(namespaces.of(job({}))).toEqual({ ok: true, value: usual });
    expect(namespaces.of(job({ isolateNetwork: false }))).toEqual({ ok: true, value: { ...usual, network: false } });
  });

  it('that cannot be had are refused: those of the config at the start, those of a task when it comes', () => {
    expect(() => new TaskNamespaces(usual, false).check()).toThrow(
      /\(pid, network\).*CAP_SYS_ADMIN.*"isolation": \{"pid": false, "network": false\}.* add "cgroup": false/,
    );
    const none = new TaskNamespaces({ pid: false, mount: false, network: false }, false);
    none.check();
    expect(none.of(job({}))).toMatchObject({ ok: true });
    expect(none.of(job({ isolateNetwork: true }))).toMatchObject({
      ok: false,
      problems: [{ pointer: '/isolateNetwork' }],
    });
  });
});
