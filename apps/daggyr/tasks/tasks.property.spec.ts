import fc from 'fast-check';
import type { FinishedAttempt } from '#dag/ports/executor';
import type { RunnerJob } from '#executors/daggy-runner/runner-job';
import { Shortages } from '../capacity/shortages';
import { NoCgroups } from '../isolation/no-cgroups';
import { TaskNamespaces } from '../isolation/task-namespaces';
import type { TaskHost, TaskProcess } from '../processes/task-host';
import { Tasks } from './tasks';

/** Runs what it is told to until it is told that it has ended. */
class Host implements TaskHost {
  readonly slots = 1_000;
  readonly running = new Set<number>();
  readonly stopped: number[] = [];
  private finished: (results: readonly FinishedAttempt[]) => void = () => undefined;

  open(finished: (results: readonly FinishedAttempt[]) => void): Promise<void> {
    this.finished = finished;
    return Promise.resolve();
  }

  start(processes: readonly TaskProcess[]): void {
    for (const { task } of processes) {
      if (this.running.has(task)) throw new Error(`task ${task} is started twice`);
      this.running.add(task);
    }
  }

  stop(tasks: readonly number[]): void {
    this.stopped.push(...tasks);
  }

  end(task: number): void {
    this.running.delete(task);
    const key = { runID: 1, task, attempt: 1 };
    const nothing = { outputBytes: 0, errorBytes: 0, truncated: false, executorLog: '' };
    this.finished([{ key, result: { outcome: { cause: 'exit', rc: 0 }, startTime: 0, stopTime: 0, ...nothing } }]);
  }

  output(): never {
    throw new Error('nobody asks for output here');
  }

  removeOutput(): never {
    throw new Error('there is no output here');
  }

  pid(): Promise<null> {
    return Promise.resolve(null);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const TOTAL = { cores: 4, memoryMB: 1000 };

/** What a runner should think of itself, kept the simplest way: amounts in tenths. */
class Model {
  readonly running = new Map<string, { tenths: number; memoryMB: number }>();
  readonly seen = new Set<string>();

  get free(): { tenths: number; memoryMB: number } {
    const all = [...this.running.values()];
    return {
      tenths: 10 * TOTAL.cores - all.reduce((sum, { tenths }) => sum + tenths, 0),
      memoryMB: TOTAL.memoryMB - all.reduce((sum, { memoryMB }) => sum + memoryMB, 0),
    };
  }

  expected(id: string, tenths: number, memoryMB: number): string {
    if (this.seen.has(id)) return 'started';
    if (tenths > 10 * TOTAL.cores || memoryMB > TOTAL.memoryMB) return 'rejected';
    return tenths <= this.free.tenths && memoryMB <= this.free.memoryMB ? 'started' : 'no-room';
  }
}

function job(tenths: number, memoryMB: number): RunnerJob {
  return { command: ['x'], environment: [], workDir: '', cores: tenths / 10, memoryMB };
}

const id = fc.integer({ min: 0, max: 30 }).map((n) => `t${n}`);
const demand = fc.record({ id, tenths: fc.integer({ min: 1, max: 45 }), memoryMB: fc.integer({ min: 1, max: 1100 }) });
const small = fc.record({ id, tenths: fc.integer({ min: 1, max: 5 }), memoryMB: fc.integer({ min: 1, max: 90 }) });
const step = fc.oneof(
  fc.record({ do: fc.constant('start' as const), batch: fc.array(fc.oneof(small, demand), { maxLength: 8 }) }),
  fc.record({ do: fc.constant('end' as const), id }),
  fc.record({ do: fc.constant('stop' as const), id }),
  fc.record({ do: fc.constant('forget' as const), id }),
);

it('admits what there is room for, and nothing else, whatever happens', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const host = new Host();
      const tasks = new Tasks(
        TOTAL,
        host,
        new NoCgroups(new TaskNamespaces({ pid: false, mount: false, network: false })),
        new Shortages({ shortage: () => undefined }, () => undefined),
      );
      void tasks.open();
      const model = new Model();
      const numbers = new Map<string, number>();
      for (const each of steps) {
        if (each.do === 'start') {
          const requests = each.batch.map(({ id: taskID, tenths, memoryMB }) => ({
            taskID,
            job: job(tenths, memoryMB),
          }));
          const expected = each.batch.map(({ id: taskID, tenths, memoryMB }) => {
            const status = model.expected(taskID, tenths, memoryMB);
            if (status === 'started' && !model.seen.has(taskID)) {
              model.running.set(taskID, { tenths, memoryMB });
              numbers.set(taskID, numbers.size);
            }
            if (status === 'started') model.seen.add(taskID);
            return status;
          });
          expect(tasks.start(requests).map(({ status }) => status)).toEqual(expected);
        } else if (each.do === 'end') {
          if (model.running.delete(each.id)) host.end(numbers.get(each.id) as number);
        } else if (each.do === 'stop') tasks.stop([each.id], 'killed');
        else {
          tasks.forget([each.id]);
          model.seen.add(each.id);
        }
        const { free, live } = tasks.table;
        expect([free.cores * 10, free.memoryMB, live]).toEqual([
          model.free.tenths,
          model.free.memoryMB,
          model.running.size,
        ]);
        expect([...host.running].sort()).toEqual([...model.running.keys()].map((key) => numbers.get(key)).sort());
      }
    }),
    { numRuns: 300 },
  );
});
