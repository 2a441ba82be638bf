import { isDeepStrictEqual } from 'node:util';
import type { Definition } from '../simulator/reference-model';
import type { Count, Findings } from './findings';
import type { LedgerLine, TaskEnded, TaskStarted } from './ledger';
import { Losses } from './losses';
import { expectedOf, type Expected } from './model';
import type { ShownAttempt, ShownRun } from './shown-run';
import { printedBy } from './task-command';

/** A definition that was submitted. */
export interface Submission {
  readonly tag: string;
  readonly definition: Definition;
  /** The run ids that it was answered with, of all times that it was sent. */
  readonly runIDs: readonly number[];
}

/** The end of an attempt as a client was told of it. */
export interface SeenEnd {
  readonly runID: number;
  readonly task: string;
  readonly attempt: number;
  readonly cause: string | null;
  readonly rc: number | null;
}

export interface Evidence {
  readonly ledger: readonly LedgerLine[];
  readonly submissions: readonly Submission[];
  readonly seen: readonly SeenEnd[];
  readonly byApi: readonly ShownRun[];
  readonly byStore: readonly ShownRun[];
}

export interface Tally {
  readonly runs: number;
  readonly tasks: number;
  readonly attempts: number;
  readonly lost: number;
  /** Of the lost ones: their intent was recorded, and they were never started. */
  readonly neverStarted: number;
  readonly killed: number;
}

/** What one task wrote into the ledger, with the places of the lines. */
interface Traces {
  readonly starts: { readonly line: TaskStarted; readonly place: number }[];
  readonly ends: { readonly line: TaskEnded; readonly place: number }[];
}

/** Compares what the tasks wrote, what the API shows, what is stored, and what should have come of the definitions. */
export class Checker {
  private readonly traces = new Map<string, Traces>();
  private readonly losses: Losses;
  private tasks = 0;
  private readonly causes = { all: 0, lost: 0, neverStarted: 0, killed: 0 };

  constructor(
    private readonly evidence: Evidence,
    private readonly findings: Findings,
  ) {
    this.losses = new Losses(evidence.ledger);
    for (const [place, line] of evidence.ledger.entries()) {
      if (line.kind === 'start') this.tracesOf(line.runID, line.task).starts.push({ line, place });
      if (line.kind === 'end') this.tracesOf(line.runID, line.task).ends.push({ line, place });
    }
  }

  /** Adds what is wrong to the findings. */
  check(): Tally {
    this.checkSubmissions();
    this.checkStore();
    const definitions = new Map(this.evidence.submissions.map(({ tag, definition }) => [tag, definition]));
    for (const run of this.evidence.byApi) {
      const definition = definitions.get(run.tag);
      if (definition) this.checkRun(run, definition);
    }
    this.checkRecords();
    this.checkSeen();
    const { all: attempts, ...causes } = this.causes;
    return { runs: this.evidence.byApi.length, tasks: this.tasks, attempts, ...causes };
  }

  private checkSubmissions(): void {
    for (const { tag, runIDs } of this.evidence.submissions) {
      const shown = this.evidence.byApi.filter((run) => run.tag === tag).map(({ runID }) => runID);
      const wrong = shown.length !== 1 || runIDs.some((runID) => runID !== shown[0]);
      if (wrong) this.add('forgotten', `${tag}: answered with runs ${runIDs.join()}, and there are ${shown.join()}`);
    }
  }

  private checkStore(): void {
    const stored = new Map(this.evidence.byStore.map((run) => [run.runID, run]));
    const bare = (run: ShownRun | undefined) =>
      run && [
        run.tag,
        run.state,
        [...run.tasks].map(([name, { state, attempts }]) => [name, state, attempts.map(ofStore)]),
      ];
    for (const run of this.evidence.byApi) {
      if (!isDeepStrictEqual(bare(run), bare(stored.get(run.runID)))) {
        this.add('wrongStates', `run ${run.runID}: the store has it otherwise than the API`);
      }
      stored.delete(run.runID);
    }
    for (const runID of stored.keys()) this.add('wrongStates', `run ${runID}: only the store has it`);
  }

  private checkRun(run: ShownRun, definition: Definition): void {
    const expected = expectedOf(definition, (task) => run.tasks.get(task)?.attempts ?? []);
    if (run.state !== expected.run) this.add('wrongStates', `run ${run.runID} is ${run.state}, not ${expected.run}`);
    for (const name of run.tasks.keys()) {
      if (!expected.states.has(name)) this.add('wrongStates', `${run.runID} ${name} should not be there`);
    }
    for (const [name, state] of expected.states) {
      this.tasks++;
      const task = run.tasks.get(name);
      if (state === 'UNENDED') this.add('tasksLost', `${run.runID} ${name} should have gone on, and is ${task?.state}`);
      else if (task?.state !== state) this.add('wrongStates', `${run.runID} ${name} is ${task?.state}, not ${state}`);
      if (state === 'QUEUED' && task?.attempts.length !== 0) {
        this.add('wrongStates', `${run.runID} ${name} has attempts, and what it waits for has not ended well`);
      }
      this.checkAttempts(run.runID, name, task?.attempts ?? [], expected);
      this.checkOrder(run.runID, name, expected);
    }
  }

  private checkAttempts(runID: number, name: string, attempts: readonly ShownAttempt[], expected: Expected): void {
    const { starts, ends } = this.tracesOf(runID, name);
    for (const [index, shown] of attempts.entries()) {
      const { attempt, cause, rc } = shown;
      const what = `${runID} ${name} ${attempt}`;
      this.causes.all++;
      if (attempt !== index + 1) this.add('wrongStates', `${what} comes as number ${index + 1}`);
      const started = starts.filter(({ line }) => line.attempt === attempt);
      const ended = ends.filter(({ line }) => line.attempt === attempt);
      if (started.length > 1) this.add('startedTwice', what);
      const printed = printedBy(expected.commands.get(name) ?? [], runID, name, attempt);
      if (cause === 'exit') {
        if (started.length === 0 || ended.length === 0) this.add('tasksLost', `${what} never ran to an end`);
        const rcs = new Set([rc, printed.rc, ...ended.map(({ line }) => line.rc)]);
        if (rcs.size > 1) this.add('brokenOutputs', `${what}: exit codes ${[...rcs].join()}`);
      } else {
        const next = starts.find(({ line }) => line.attempt > attempt)?.place ?? Infinity;
        const reason = this.losses.complaint(cause, started[0], ended[0], next);
        if (reason !== undefined) this.add('unexplained', `${what}: ${reason}`);
        if (cause === 'killed') this.causes.killed++;
        if (cause === 'lost') this.causes.lost++;
        if (cause === 'lost' && started.length === 0) this.causes.neverStarted++;
      }
      this.checkOutput(what, shown, printed);
    }
    this.checkRepeats(runID, name, attempts);
  }

  /** Nothing starts after a success, nor beside an attempt that has not ended. */
  private checkRepeats(runID: number, name: string, attempts: readonly ShownAttempt[]): void {
    const { starts, ends } = this.tracesOf(runID, name);
    for (const { line: end, place } of ends) {
      const { cause } = attempts[end.attempt - 1] ?? {};
      for (const { line: start, place: startPlace } of starts) {
        const later = start.attempt > end.attempt;
        const what = `${runID} ${name} ${end.attempt} and ${start.attempt}`;
        if (later && startPlace < place) this.add('startedTwice', what);
        else if (later && end.rc === 0 && cause === 'exit') this.add('runAgain', what);
      }
    }
  }

  private checkOrder(runID: number, name: string, { before }: Expected): void {
    for (const { line, place } of this.tracesOf(runID, name).starts) {
      for (const other of before.get(name) ?? []) {
        const ended = this.tracesOf(runID, other).ends.some((end) => end.line.rc === 0 && end.place < place);
        if (!ended) this.add('wrongOrder', `${runID} ${name} ${line.attempt} before ${other}`);
      }
    }
  }

  private checkOutput(
    what: string,
    { cause, output, ...shown }: ShownAttempt,
    printed: ReturnType<typeof printedBy>,
  ): void {
    for (const [stream, bytes] of [
      ['stdout', shown.outputBytes],
      ['stderr', shown.errorBytes],
    ] as const) {
      const text = output?.[stream] ?? '';
      // What is lost or was stopped has printed the beginning.
      const good = cause === 'exit' ? text === printed[stream] : printed[stream].startsWith(text);
      if (!good) this.add('brokenOutputs', `${what}: ${stream} is ${JSON.stringify(text.slice(0, 200))}`);
      else if (cause === 'exit' && text.length !== bytes)
        this.add('brokenOutputs', `${what}: ${bytes} bytes of ${stream} are ${text.length}`);
    }
  }

  /** Everything that was started is known. */
  private checkRecords(): void {
    const runs = new Map(this.evidence.byApi.map((run) => [run.runID, run]));
    for (const { starts } of this.traces.values()) {
      for (const { line } of starts) {
        const attempts = runs.get(line.runID)?.tasks.get(line.task)?.attempts.length ?? 0;
        if (line.attempt > attempts) this.add('unrecorded', `${line.runID} ${line.task} ${line.attempt}`);
      }
    }
  }

  private checkSeen(): void {
    const runs = new Map(this.evidence.byApi.map((run) => [run.runID, run]));
    for (const { runID, task, attempt, cause, rc } of this.evidence.seen) {
      const now = runs.get(runID)?.tasks.get(task)?.attempts[attempt - 1];
      if (now?.cause === cause && now.rc === rc) continue;
      this.add(
        'forgotten',
        `${runID} ${task} ${attempt} was seen to end with ${cause} ${rc}, and is ${now?.cause} ${now?.rc}`,
      );
    }
  }

  private tracesOf(runID: number, task: string): Traces {
    const key = `${runID} ${task}`;
    const found = this.traces.get(key) ?? { starts: [], ends: [] };
    this.traces.set(key, found);
    return found;
  }

  private add(count: Count, what: string): void {
    this.findings.add(count, what);
  }
}

function ofStore({ attempt, cause, rc, outputBytes, errorBytes }: ShownAttempt): ShownAttempt {
  return { attempt, cause, rc, outputBytes, errorBytes };
}
