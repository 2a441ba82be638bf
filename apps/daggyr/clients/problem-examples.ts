import { example } from '#server/openapi/problem-examples';
import type { ProblemBody } from '#wire/problem';

/** What refusals of the runner look like, where they are not those of every server; status -> example. */
export const runnerProblemExamples: Readonly<Record<number, ProblemBody>> = {
  404: example(404, 'task-not-found', 'There is no task "nightly-42" here'),
  409: example(409, 'fenced', 'Another server owns store 0f1e2d3c4b5a6978 now'),
};

export const noRoomExample: ProblemBody = {
  ...example(409, 'no-room', 'There is no room now: 0.5 cores and 600 MB are free'),
  free: { cores: 0.5, memoryMB: 600 },
};
