import type { AttemptOutput, OutputStream } from '#dag/ports/executor';
import type { RunnerLink } from './runner-link';

export interface OutputSource {
  /** Where the attempt is, and its id there; undefined when it is at no runner, or its output was fetched. */
  remote(): { readonly link: RunnerLink; readonly taskID: string } | undefined;
  readonly stream: OutputStream;
  /** What was fetched. */
  readonly local: AttemptOutput;
}

/** The output of an attempt: at its runner until it was fetched. Of a runner that says nothing it is empty for now. */
export class RemoteOutput implements AttemptOutput {
  constructor(private readonly source: OutputSource) {}

  size(): Promise<number> {
    return this.access(
      ({ link, taskID }) => link.outputSize(taskID, this.source.stream),
      (local) => local.size(),
    );
  }

  read(start: number, end: number): Promise<Uint8Array> {
    return this.access(
      ({ link, taskID }) => link.outputRange(taskID, this.source.stream, start, end),
      (local) => local.read(start, end),
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
    } catch {
      // It may have been fetched meanwhile, and the runner told to forget it.
      return readFile(local);
    }
  }
}
