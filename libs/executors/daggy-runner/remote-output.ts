import { DaggyError } from '#dag/errors';
import type { AttemptOutput, OutputStream } from '#dag/ports/executor';
import { troubleOf } from './runner-error';
import type { RunnerLink } from './runner-link';

export interface OutputSource {
  /** Where the attempt is, and its id there; undefined when it is at no runner, or its output was fetched. */
  remote(): { readonly link: RunnerLink; readonly taskID: string } | undefined;
  readonly stream: OutputStream;
  /** What was fetched. */
  readonly local: AttemptOutput;
}

/** The output of an attempt: at its runner until it was fetched. Its size is not known while that runner says nothing. */
export class RemoteOutput implements AttemptOutput {
  private told: number | undefined;

  constructor(private readonly source: OutputSource) {}

  /** While the runner that has it cannot be reached, what it was before; rejects with a DaggyError when it was never told. */
  async size(): Promise<number> {
    try {
      this.told = await this.currentSize();
    } catch (error) {
      if (this.told === undefined) throw error;
    }
    return this.told;
  }

  read(start: number, end: number): Promise<Uint8Array> {
    return this.access(
      ({ link, taskID }) => link.outputRange(taskID, this.source.stream, start, end),
      (local) => local.read(start, end),
    );
  }

  private async currentSize(): Promise<number> {
    const place = this.source.remote();
    if (place && place.link.runner.state !== 'up') throw unreachable(place.link, place.link.runner.trouble);
    return this.access(
      ({ link, taskID }) => link.outputSize(taskID, this.source.stream),
      (local) => local.size(),
    );
  }

  private async access<T>(
    askRunner: (remote: { readonly link: RunnerLink; readonly taskID: string }) => Promise<T>,
    readFile: (local: AttemptOutput) => Promise<T>,
  ): Promise<T> {
    const { remote, local } = this.source;
    const place = remote();
    if (!place) return readFile(local);
    try {
      return await askRunner(place);
    } catch (error) {
      const { failure, message } = troubleOf(error);
      const now = remote();
      if (now && failure !== 'refused') throw unreachable(now.link, message);
      // It was fetched meanwhile, and the runner told to forget it; or it does not run yet.
      return readFile(local);
    }
  }
}

function unreachable({ runner: { url } }: RunnerLink, trouble: string): DaggyError {
  return new DaggyError('runner-unreachable', `The output is at ${url}, which cannot be reached now: ${trouble}.`);
}
