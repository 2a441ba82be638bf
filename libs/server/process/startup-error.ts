/** Why the server did not start: one message for people and the exit code of the process. */
export class StartupError extends Error {
  constructor(
    message: string,
    readonly exitCode: number = ExitCode.BadConfiguration,
  ) {
    super(message);
    this.name = 'StartupError';
  }
}

export const ExitCode = {
  /** Something unexpected, or a start that a store or an executor refused. */
  Failure: 1,
  /** Wrong flags or a wrong configuration. */
  BadConfiguration: 2,
  PortInUse: 3,
} as const;
