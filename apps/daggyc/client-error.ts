import type { ExitCode } from './exit-codes';

/** Ends daggyc with a message for people and an exit code for scripts. */
export class ClientError extends Error {
  constructor(
    readonly exitCode: ExitCode,
    message: string,
  ) {
    super(message);
  }
}
