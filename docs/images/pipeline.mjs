/** Runs that look like somebody's day: `sh` stands for programs that take their time. */

const DAYS = Array.from({ length: 12 }, (_, index) => `2026-11-${String(index + 8).padStart(2, '0')}`);

function sh(script) {
  return { command: ['/bin/sh', '-c', script] };
}

function nightly(transform) {
  return {
    tag: 'nightly-ingest',
    parameters: { DAY: DAYS },
    maxParallel: 6,
    tasks: {
      reference: { job: sh('echo "reference data of 2026-11"; sleep 0.3') },
      pull: { job: sh('echo "GET /export?day={{DAY}}"; sleep 0.2; echo "12480 rows"'), parents: ['reference'] },
      transform: { job: sh(transform), parents: [{ task: 'pull', same: ['DAY'] }] },
      check: { job: sh('echo "{{DAY}}: sums agree"'), parents: [{ task: 'transform', same: ['DAY'] }] },
      merge: { job: sh('sleep 0.4; echo "149760 rows merged"'), parents: ['check'] },
      report: { job: sh('echo "report written"'), parents: ['merge'] },
      dashboard: { job: sh('echo "dashboard refreshed"'), parents: ['merge'] },
    },
  };
}

export const COMPLETED = nightly('sleep 0.3; echo "cleaned {{DAY}}"');

export const FAILED = nightly(`
printf '\\033[36m%s\\033[0m reading {{DAY}}.csv\\n' 02:00:07
sleep 0.2
for row in 1200 2400 3600; do printf '\\033[36m%s\\033[0m %s rows cleaned\\n' 02:00:08 "$row"; done
case {{DAY}} in *-13 | *-17)
  printf '\\033[33m%s\\033[0m\\n' 'warning: column "amount" holds text' >&2
  printf '\\033[31m%s\\033[0m\\n' 'error: row 4711: "12,50" is not a number' >&2
  exit 3 ;;
esac
echo "cleaned {{DAY}}"`);

/** Goes on for as long as the pictures take. */
export const RUNNING = {
  tag: 'simulation',
  parameters: { SEED: Array.from({ length: 40 }, (_, index) => String(index + 1)) },
  maxParallel: 8,
  tasks: {
    mesh: { job: sh('sleep 0.1') },
    simulate: {
      job: sh(
        'for step in 1 2 3 4; do echo "seed {{SEED}} step $step"; sleep 0.$(( {{SEED}} % 7 + 1 )); done; test {{SEED}} -lt 12 || sleep 60',
      ),
      parents: ['mesh'],
    },
    plot: { job: sh('echo plotted'), parents: ['simulate'] },
  },
};

/** Big, and over in a second: its pool only pretends. */
export const LARGE = {
  tag: 'parameter-sweep',
  executionParameters: { pool: 'dry' },
  parameters: {
    ALPHA: Array.from({ length: 50 }, (_, index) => String(index)),
    BETA: Array.from({ length: 60 }, (_, index) => String(index)),
  },
  tasks: {
    prepare: { job: {} },
    solve: { job: { output: '{{ALPHA}} {{BETA}}' }, parents: ['prepare'] },
    score: { job: { output: '{{ALPHA}} {{BETA}}' }, parents: [{ task: 'solve', same: ['ALPHA', 'BETA'] }] },
    rank: { job: {}, parents: ['score'] },
  },
};
