import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Executor } from '#dag/ports/executor';
import type { Job } from '#dag/spec/dag-spec';
import { removeFolder } from '../../support/remove-folder';
import { describeCommands } from './command-contract';
import { describeJobs } from './job-contract';
import { describeOutput } from './output-contract';
import { Probe, STORE_ID } from './probe';
import { describeRestart } from './restart-contract';
import { describeStopping } from './stopping-contract';

export interface MakeOptions {
  /** An empty folder. A second executor with the same one takes up where the first one left. */
  readonly dataDir: string;
  readonly slots: number;
  readonly maxOutputBytes: number;
  readonly stopGraceSeconds: number;
}

/** How an executor is told to do what the tests need; what it cannot do at all is absent. */
export interface Abilities {
  /** A job that succeeds at once. */
  readonly succeed: Job;
  /** A job that ends with this exit code. */
  fail(rc: number): Job;
  /** A job that runs for this long. */
  last(ms: number): Job;
  /** A job that prints this text to stdout. */
  print(text: string): Job;
  /** Whether it runs commands: makes a whole job of the common fields. */
  command?(fields: Job): Job;
}

/** What a test gets: an opened executor in a folder of its own. */
export interface Bench {
  readonly abilities: Abilities;
  probe(options?: Partial<MakeOptions>, acknowledges?: boolean, storeID?: string): Promise<Probe>;
  /** The folder of this test; also a place for its own files. */
  folder(): string;
}

const PARTS = {
  jobs: describeJobs,
  output: describeOutput,
  stopping: describeStopping,
  commands: describeCommands,
  restart: describeRestart,
};

export type Part = keyof typeof PARTS;

/** Everything that is true for every executor. `parts`: which of it, where another file does the rest beside this one. */
export function describeExecutor(
  name: string,
  make: (options: MakeOptions) => Executor | Promise<Executor>,
  abilities: Abilities,
  parts = Object.keys(PARTS) as readonly Part[],
): void {
  describe(`${name} as an executor`, () => {
    let folder = '';
    let opened: Probe[] = [];
    let runs = 0;

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'daggy-executor-'));
    });

    afterEach(async () => {
      await Promise.all(opened.map(({ executor }) => executor.close('stop')));
      opened = [];
      removeFolder(folder);
    });

    const bench: Bench = {
      abilities,
      folder: () => folder,
      probe: async (options = {}, acknowledges = true, storeID = STORE_ID) => {
        const defaults = { dataDir: join(folder, 'data'), slots: 4, maxOutputBytes: 10_000, stopGraceSeconds: 0.3 };
        const probe = new Probe(await make({ ...defaults, ...options }), ++runs, acknowledges);
        await probe.open(storeID);
        opened.push(probe);
        return probe;
      },
    };

    for (const part of parts) PARTS[part](bench);
  });
}
