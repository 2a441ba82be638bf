import type { StartTasksAnswer } from '#wire/runner';
import { until } from '../../../test/contract/executor/probe';
import type { RemoteAttempt } from './remote-attempt';
import type { RunnerClient } from './runner-client';
import { RunnerError } from './runner-error';
import { StartOutbox } from './start-outbox';

function attempt(name: string): RemoteAttempt {
  const key = { runID: 1, task: 1, attempt: 1 };
  return { key, taskID: name, demand: { cores: 1, memoryMB: 1 }, request: name, stage: 'placed' };
}

/** An outbox to a runner that answers as told, one answer after the other; with a protocol of all that happens. */
function outbox(...answers: readonly ((batch: readonly string[]) => RunnerError | undefined)[]) {
  const happened: string[] = [];
  let next = 0;
  const client: Pick<RunnerClient, 'start'> = {
    start: (tasks, instance) => {
      happened.push(`${instance} gets ${tasks.join()}`);
      const error = answers[next++](tasks);
      return error ? Promise.reject(error) : Promise.resolve({} as StartTasksAnswer);
    },
  };
  const box = new StartOutbox(client as RunnerClient, () => 'it', {
    answered: (batch) => happened.push(`answered ${batch.map(({ taskID }) => taskID).join()}`),
    unsent: (batch) => happened.push(`unsent ${batch.map(({ taskID, stage }) => `${taskID} ${stage}`).join()}`),
    rejected: ({ taskID }) => happened.push(`rejected ${taskID}`),
    failed: () => true,
  });
  const untilAll = (count: number) => until(`${count} things happened`, () => happened.length >= count);
  return { box, happened, untilAll };
}

const fine = () => undefined;
const refused = () => new RunnerError('not-sent', 'refused');
const silent = () => new RunnerError('no-answer', 'silence');

describe('starts on their way to a runner', () => {
  it('are sent together', async () => {
    const { box, happened, untilAll } = outbox(fine);
    box.add([attempt('a')]);
    box.add([attempt('b')]);
    await untilAll(2);
    expect(happened).toEqual(['it gets a,b', 'answered a,b']);
  });

  it('are given back when they certainly did not arrive', async () => {
    const { box, happened, untilAll } = outbox(refused);
    box.add([attempt('a'), attempt('b')]);
    await untilAll(2);
    expect(happened).toEqual(['it gets a,b', 'unsent a placed,b placed']);
  });

  it('stay at their runner when they may have arrived, also when it cannot be reached then', async () => {
    const { box, happened, untilAll } = outbox(silent, refused, fine);
    box.add([attempt('a')]);
    await untilAll(1);
    box.add([attempt('b')]);
    await untilAll(5);
    expect(happened).toEqual(['it gets a', 'it gets a,b', 'unsent b placed', 'it gets a', 'answered a']);
  });

  it('are sent one by one when one of them is at fault', async () => {
    const atFault = (batch: readonly string[]) =>
      batch.includes('b') ? new RunnerError('refused', 'too large', 413) : undefined;
    const { box, happened, untilAll } = outbox(atFault, atFault, atFault, atFault);
    box.add([attempt('a'), attempt('b'), attempt('c')]);
    await untilAll(7);
    expect(happened.slice(0, 3)).toEqual(['it gets a,b,c', 'it gets a', 'answered a']);
    expect(happened.slice(3)).toEqual(['it gets b', 'rejected b', 'it gets c', 'answered c']);
  });

  it('can be taken back before they are sent', async () => {
    const { box, happened, untilAll } = outbox(fine);
    const [a, b] = [attempt('a'), attempt('b')];
    box.add([a, b]);
    box.withdraw(a);
    await untilAll(2);
    expect(happened).toEqual(['it gets b', 'answered b']);
  });
});
