import { attemptSchema } from '#wire/attempt';
import { compileCheck } from '#server/schema-check';
import { NO_LOGS, presentAttempt } from './present-attempt';

const running = {
  task: 0,
  attempt: 1,
  startTime: Date.UTC(2026, 10, 20, 8),
  outputBytes: 0,
  errorBytes: 0,
  truncated: false,
  executorLog: '',
  resources: {},
};

describe('presentAttempt', () => {
  it('has null for what is not known yet', () => {
    expect(presentAttempt(running, NO_LOGS)).toMatchObject({
      startTime: '2026-11-20T08:00:00.000Z',
      stopTime: null,
      rc: null,
      cause: null,
    });
  });

  it.each([
    running,
    {
      ...running,
      stopTime: 1,
      rc: 0,
      cause: 'exit' as const,
      resources: { cpuSeconds: 1, gpuSeconds: undefined, io: 5 },
    },
  ])('is what the API says', (attempt) => {
    const presented = presentAttempt(attempt, { outputLog: 'o', errorLog: 'e' });
    expect(compileCheck(attemptSchema)(presented)).toEqual({ ok: true, value: presented });
    expect(Object.values(presented.resources)).not.toContain(undefined);
  });
});
