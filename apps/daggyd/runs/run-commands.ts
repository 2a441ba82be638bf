import { Injectable } from '@nestjs/common';
import { Engine, type RunCommand } from '#dag/engine/engine';
import { isFinal } from '#dag/run/states';
import { Shutdown } from '#server/process/shutdown';
import type { RunStateChange, RunStateRequest } from '#wire/state-change';
import { awaitChange } from '#server/await-change';

/** How long the answer to a kill waits for the end, so that it can tell it. */
export const KILL_WAIT_MS = 2_000;

const COMMANDS: Readonly<Record<RunStateRequest['state'], RunCommand>> = {
  KILLED: 'kill',
  PAUSED: 'pause',
  RUNNING: 'resume',
  QUEUED: 'retry',
};

/** Commands to runs, by the state that the run is to have. */
@Injectable()
export class RunCommands {
  constructor(
    private readonly engine: Engine,
    private readonly shutdown: Shutdown,
  ) {}

  async change(runID: number, wanted: RunStateRequest['state']): Promise<RunStateChange> {
    const { state, changed } = await this.engine.changeRun(runID, COMMANDS[wanted]);
    if (wanted === 'KILLED' && !isFinal(state)) {
      const ended = (): boolean => isFinal(this.engine.index.get(runID)?.state ?? 'KILLED');
      await awaitChange(this.engine.feed, ended, { ms: KILL_WAIT_MS, signal: this.shutdown.signal });
    }
    return { state: this.engine.index.get(runID)?.state ?? state, changed: { tasks: changed } };
  }
}
