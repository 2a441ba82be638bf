import { keyText } from '../process/protocol';
import type { JobReport } from './job-report';
import type { SlurmAttempt } from './slurm-attempt';
import { SlurmQueue } from './slurm-queue';

const key = { runID: 1, task: 2, attempt: 3 };
const marker = { startTime: 1 };
const said = (state: string, reason = 'None'): JobReport => ({ jobID: 7, name: 'n', state, rc: 0, reason });

function queueWith(fields: Partial<SlurmAttempt> | undefined, trouble?: string, bar?: string): SlurmQueue {
  const attempt = { key, jobID: 7, stage: 'submitted', ...fields } as SlurmAttempt;
  const live = new Map(fields ? [[keyText(1, 2, 3), attempt]] : []);
  return new SlurmQueue(
    live,
    () => trouble,
    () => bar,
  );
}

describe('SlurmQueue', () => {
  it.each<[string, Partial<SlurmAttempt>, string | undefined]>([
    ['is not sent', { stage: 'queued' }, 'waits for its submission to Slurm'],
    ['is being sent', { stage: 'submitting' }, 'is being submitted to Slurm'],
    ['may be there', { stage: 'sought' }, 'it is asked whether Slurm has its job'],
    ['was sent', {}, 'Slurm job 7 is submitted'],
    ['waits for a reason', { heard: said('PENDING', 'Resources') }, 'Slurm job 7 is PENDING (Resources)'],
    ['waits', { heard: said('PENDING') }, 'Slurm job 7 is PENDING'],
    ['gets its nodes', { heard: said('CONFIGURING') }, 'Slurm job 7 is CONFIGURING'],
    ['runs, says Slurm', { heard: said('RUNNING') }, undefined],
    ['runs, and Slurm was asked before', { heard: said('PENDING', 'Priority'), marker }, undefined],
    ['has ended without a word', { heard: said('FAILED'), end: said('FAILED') }, undefined],
    ['has ended', { stage: 'ended' }, undefined],
  ])('knows why one waits that %s', (_what, fields, why) => {
    const queue = queueWith(fields);
    expect(queue.obstacle(key)).toBe(why);
    expect(queue.pending).toBe(why === undefined ? 0 : 1);
  });

  it('knows nothing of attempts that are not under way', () => {
    expect(queueWith({}).obstacle({ ...key, attempt: 4 })).toBeUndefined();
  });

  it('has trouble as long as there are jobs to ask about, and it is why they are not sent', () => {
    expect(queueWith({}, 'no answer').trouble).toBe('no answer');
    expect(queueWith({ stage: 'queued' }, 'no answer').obstacle(key)).toBe('no answer');
    expect(queueWith({ stage: 'queued' }, 'no answer', 'no partition').obstacle(key)).toBe('no answer');
    expect(queueWith({ stage: 'queued' }, undefined, 'no partition').obstacle(key)).toBe('no partition');
    expect(queueWith(undefined, 'no answer').trouble).toBeUndefined();
  });
});
