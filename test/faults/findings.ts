/** What a campaign counts; all of it must be 0. */
export const COUNTS = {
  tasksLost: 'tasks lost',
  startedTwice: 'attempts run twice, or two of a task at once',
  runAgain: 'finished tasks run again',
  wrongStates: 'wrong final states',
  wrongOrder: 'started before what they depend on had ended',
  brokenOutputs: 'outputs or exit codes not as printed',
  unexplained: 'attempts lost or killed for no reason',
  unrecorded: 'started without a record',
  forgotten: 'shown or acknowledged, and then gone or taken twice',
  orphans: 'processes left when all had ended',
  slowDeaths: 'processes that outlived their launcher for a second',
  troubles: 'starts and stops of daggyd that failed',
} as const;

export type Count = keyof typeof COUNTS;

/** What was found wrong, by kind, in words. */
export class Findings {
  readonly all: Readonly<Record<Count, string[]>>;

  constructor() {
    this.all = Object.fromEntries(Object.keys(COUNTS).map((count) => [count, [] as string[]])) as Record<
      Count,
      string[]
    >;
  }

  add(count: Count, what: string): void {
    this.all[count].push(what);
  }

  get clean(): boolean {
    return Object.values(this.all).every((found) => found.length === 0);
  }
}
