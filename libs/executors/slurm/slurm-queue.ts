import type { AttemptKey, BackEndQueue } from '#dag/ports/executor';
import { keyText } from '../process/protocol';
import { isWaiting } from './job-state';
import type { SlurmAttempt } from './slurm-attempt';

/** What of a pool's attempts waits in Slurm's queue, or on its way there, and why. */
export class SlurmQueue implements BackEndQueue {
  constructor(
    /** By key. */
    private readonly live: ReadonlyMap<string, SlurmAttempt>,
    /** Why Slurm did not answer last, for people. */
    private readonly lastTrouble: () => string | undefined,
    /** Why an attempt cannot be submitted although others can, for people. */
    private readonly bar: (attempt: SlurmAttempt) => string | undefined,
  ) {}

  get pending(): number {
    let pending = 0;
    for (const attempt of this.live.values()) if (this.obstacleOf(attempt) !== undefined) pending++;
    return pending;
  }

  get trouble(): string | undefined {
    // Without jobs Slurm is asked nothing, and what it said last may be long ago.
    return this.live.size === 0 ? undefined : this.lastTrouble();
  }

  obstacle({ runID, task, attempt }: AttemptKey): string | undefined {
    const found = this.live.get(keyText(runID, task, attempt));
    return found && this.obstacleOf(found);
  }

  private obstacleOf(attempt: SlurmAttempt): string | undefined {
    const { stage, jobID, marker, heard, end } = attempt;
    if (marker || end || stage === 'ended') return undefined;
    if (stage === 'queued') return this.trouble ?? this.bar(attempt) ?? 'waits for its submission to Slurm';
    if (stage === 'submitting') return 'is being submitted to Slurm';
    if (stage === 'sought') return 'it is asked whether Slurm has its job';
    if (!heard) return `Slurm job ${jobID} is submitted`;
    if (!isWaiting(heard.state)) return undefined;
    const reason = ['', 'None'].includes(heard.reason) ? '' : ` (${heard.reason})`;
    return `Slurm job ${jobID} is ${heard.state}${reason}`;
  }
}
