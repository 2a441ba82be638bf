import { RUN_STATES } from '#wire/states';
import { runSummaryExample, type RunSummary } from '#wire/run';
import { asked } from '../widgets/ask-first';
import { notices } from '../widgets/notices';
import { actionsOf, doRunActions } from './run-actions';

it('are those that the state allows', () => {
  expect(Object.fromEntries(RUN_STATES.map((state) => [state, actionsOf(state)]))).toEqual({
    QUEUED: ['pause', 'kill'],
    RUNNING: ['pause', 'kill'],
    PAUSED: ['resume', 'kill'],
    COMPLETED: ['remove'],
    ERRORED: ['retry', 'remove'],
    KILLED: ['retry', 'remove'],
  });
});

describe('on several runs', () => {
  const run = (runID: number, state: RunSummary['state']): RunSummary => ({ ...runSummaryExample, runID, state });
  const runs = [run(1, 'RUNNING'), run(2, 'COMPLETED'), run(3, 'QUEUED')];
  let requests: string[];

  beforeEach(() => {
    jest.useFakeTimers();
    notices.splice(0);
    requests = [];
    const answer = (url: string, { method }: { method: string }) => {
      requests.push(`${method} ${url}`);
      const problem = {
        type: 'about:blank',
        title: 'Conflict',
        status: 409,
        detail: 'Run 3 has ended.',
        code: 'conflict',
      };
      const refused = url.includes('/3');
      return Promise.resolve(
        new Response(JSON.stringify(refused ? problem : { state: 'KILLED', changed: { tasks: 1 } }), {
          status: refused ? 409 : 200,
          headers: { 'content-type': refused ? 'application/problem+json' : 'application/json' },
        }),
      );
    };
    Object.assign(globalThis, { fetch: answer });
  });
  afterEach(() => jest.useRealTimers());

  it('leave out those that it is not possible for, and tell which were refused', async () => {
    const done = doRunActions('kill', runs);
    expect(asked.question).toMatchObject({ title: 'Kill 2 runs?', dangerous: true });
    asked.answer?.(true);
    expect(await done).toBe(true);
    expect(requests).toEqual(['PATCH /api/v1/dagruns/1/state', 'PATCH /api/v1/dagruns/3/state']);
    expect(notices.map(({ text, bad }) => [text, bad])).toEqual([
      ['1 run was killed', false],
      ['1 run was not killed: Run 3 has ended.', true],
    ]);
  });

  it('do nothing unless it was confirmed', async () => {
    const done = doRunActions('kill', runs);
    asked.answer?.(false);
    expect([await done, requests]).toEqual([false, []]);
  });
});
