import type { Limits, RunnerTask } from '#wire/runner';
import { observeLimits } from './limits/observed';

/** It takes 0.2 s; on a busy machine it is enough that nothing has waited for the 5 s between SIGTERM and SIGKILL. */
const BEFORE_ANY_GRACE_MS = 4_000;

/** What observe.mjs tells. */
interface Seen {
  readonly log: string;
  readonly memory: { readonly hog: RunnerTask };
  readonly cores: {
    readonly figures: Readonly<Record<'half' | 'fifth' | 'raw', { readonly cores: number; readonly usedUp: number }>>;
    readonly resources: readonly Readonly<Record<string, number>>[];
    readonly limits: readonly Limits[];
  };
  readonly forkBomb: {
    readonly full: boolean;
    readonly max: string;
    readonly gone: boolean;
    readonly goneAfterMs: number;
    readonly task: RunnerTask;
  };
  readonly disk: { readonly device: string | null; readonly free: RunnerTask; readonly held: RunnerTask };
  readonly rawLimits: {
    readonly written: Readonly<Record<string, string>>;
    readonly limits: Limits;
    readonly refused: { readonly status: number; readonly body: { readonly errors: readonly object[] } };
    readonly left: readonly string[];
  };
  readonly surroundings: { readonly isolated: RunnerTask; readonly shared: string; readonly own: readonly string[] };
  readonly charges: { readonly resources: Readonly<Record<string, number>>; readonly names: readonly string[] };
  readonly manyTasks: {
    readonly started: number;
    readonly succeeded: number;
    readonly left: object;
    readonly descriptors: number;
  };
  readonly death: {
    readonly gone: boolean;
    readonly goneAfterMs: number;
    readonly left: readonly string[];
    readonly known: readonly object[];
    readonly cleaned: readonly string[];
    readonly base: boolean;
  };
  readonly below: { readonly service: string; readonly rc: number; readonly where: string };
}

const seconds = ({ startTime, stopTime }: RunnerTask) => (Date.parse(stopTime ?? '') - Date.parse(startTime)) / 1000;

jest.setTimeout(200_000);

observeLimits<Seen>('limits on a kernel that has them', (seen, where) => {
  it('memory: who takes too much is killed, all of it', () => {
    const { hog } = seen().memory;
    expect(hog).toMatchObject({ cause: 'oom', rc: 137, outputLog: '' });
    expect(hog.resources.oomKills).toBeGreaterThanOrEqual(2);
    expect(hog.resources.memoryPeakMB).toBeGreaterThan(22);
    expect(hog.resources.memoryPeakMB).toBeLessThanOrEqual(24);
  });

  it.each([
    ['half', 0.5],
    ['fifth', 0.2],
    ['raw', 0.15],
  ] as const)('cores: %s a core is held within 5 %', (name, share) => {
    const { cores, usedUp } = seen().cores.figures[name];
    expect(cores).toBeLessThan(1.05 * share);
    // It may not get all of it from a busy machine, but does in each period in which it was held back.
    expect(cores).toBeGreaterThan(0.95 * share * usedUp);
    expect(usedUp).toBeGreaterThan(0.3);
  });

  it('cores: what was held back is told', () => {
    const { resources, limits } = seen().cores;
    for (const each of resources) {
      expect(each.throttledSeconds).toBeGreaterThan(0.2);
      expect(each.throttledPeriods).toBeGreaterThan(10);
      expect(each.periods).toBeGreaterThanOrEqual(each.throttledPeriods);
    }
    expect(limits.map(({ cpuMax }) => cpuMax)).toEqual(['50000 100000', '20000 100000', '15000 100000']);
  });

  it('processes: a fork bomb is stopped at its limit, and gone without waiting for the grace of a stop', () => {
    const { full, max, gone, goneAfterMs, task } = seen().forkBomb;
    expect([full, max, gone]).toEqual([true, '20', true]);
    expect(goneAfterMs).toBeLessThan(BEFORE_ANY_GRACE_MS);
    expect(task).toMatchObject({ cause: 'killed', limits: { pidsMax: '20' } });
    expect(task.resources.forksRefused).toBeGreaterThan(0);
  });

  it('a disk takes no more than it may', () => {
    const { device, free, held } = seen().disk;
    // A disk of this host is nothing to write to.
    if (where() === 'here') return;
    expect(device).toBe('98:0');
    expect([free.rc, held.rc, held.limits.ioMax]).toEqual([0, 0, `${device} wbps=1048576`]);
    expect(seconds(held)).toBeGreaterThan(1.5);
    expect(seconds(free)).toBeLessThan(seconds(held));
    expect(held.resources.writtenBytes).toBe(2_097_152);
  });

  it('limits in the words of the kernel win, and one that it refuses is said to be wrong', () => {
    const { written, limits, refused, left } = seen().rawLimits;
    expect(written).toMatchObject({
      'memory.max': '16777216',
      'memory.oom.group': '1',
      'cpu.max': '20000 50000',
      'pids.max': '7',
    });
    expect(['0', undefined]).toContain(written['memory.swap.max']);
    expect(limits).toEqual({ cpuMax: '20000 50000', memoryMax: '16M', ioMax: null, pidsMax: '7' });
    expect(refused.status).toBe(400);
    expect(refused.body.errors).toEqual([{ pointer: '/ioMax', message: expect.stringMatching(/250:250.*ENODEV/) }]);
    expect(left).toEqual([]);
  });

  it('a task sees itself and nothing else', () => {
    const { isolated, shared, own } = seen().surroundings;
    const [files, facts, environment, devices] = isolated.outputLog.split('--\n');
    // The fourth is that of the listing itself.
    expect(files.trim().split('\n')).toEqual(['0', '1', '2', '3']);
    const [noNewPrivs, oomScore, user, pid, mount, network, ...processes] = facts.trim().split('\n');
    expect([noNewPrivs.split(/\s+/)[1], oomScore, user]).toEqual(['1', '0', '65534']);
    [pid, mount, network].forEach((namespace, index) => expect(namespace).not.toBe(own[index]));
    expect(processes.length).toBeLessThanOrEqual(3);
    expect(environment).not.toContain('SECRET');
    expect(devices.trim()).toMatch(/^lo:[^\n]*$/);
    expect(shared).toBe(own[2]);
  });

  it('a task is charged for its own work only', () => {
    const { resources, names } = seen().charges;
    expect(names).toEqual(['sleep']);
    expect(resources.memoryPeakMB).toBeLessThan(8);
    expect(resources.cpuSeconds).toBeLessThan(0.5);
  });

  it('200 tasks later nothing is left of them', () => {
    const { started, succeeded, left, descriptors } = seen().manyTasks;
    expect([started, succeeded]).toEqual([200, 200]);
    expect(left).toEqual({ cgroups: [], files: 0, processes: 0 });
    expect(descriptors).toBeLessThan(60);
  });

  it('a runner that is killed leaves nothing running, and its next life tidies up', () => {
    const { gone, goneAfterMs, left, known, cleaned, base } = seen().death;
    expect(gone).toBe(true);
    expect(goneAfterMs).toBeLessThan(BEFORE_ANY_GRACE_MS);
    expect([left.length, known, cleaned, base]).toEqual([1, [], [], false]);
  });

  it('below the root of the hierarchy it makes room for itself', () => {
    const { service, rc, where } = seen().below;
    expect(rc).toBe(0);
    expect(where).toMatch(new RegExp(`^0::${service.slice('/sys/fs/cgroup'.length)}/daggyr-[0-9a-f]{8}/runner$`));
  });
});
