/**
 * What a failed request may have done: `not-sent`: nothing, there was no connection; `refused`: nothing, the runner said no;
 * `no-answer`: nobody knows.
 */
export type Failure = 'not-sent' | 'refused' | 'no-answer';

/** A request to a runner that failed; the message is for people. */
export class RunnerError extends Error {
  constructor(
    readonly failure: Failure,
    message: string,
    /** Of a refusal: its HTTP status and the `code` of its problem. */
    readonly status = 0,
    readonly code = '',
  ) {
    super(message);
  }
}

/** What an error of the HTTP client means. */
export function explainFailure(error: unknown, timedOut: boolean): RunnerError {
  if (error instanceof RunnerError) return error;
  const { code, syscall, message, name } = error as NodeJS.ErrnoException;
  const isConnecting = syscall === 'connect' || syscall === 'getaddrinfo' || code === 'UND_ERR_CONNECT_TIMEOUT';
  if (isConnecting) return new RunnerError('not-sent', message || String(code));
  if (name === 'SyntaxError') return new RunnerError('no-answer', `it does not answer like a daggyr: ${message}`);
  return new RunnerError('no-answer', timedOut ? 'it does not answer' : message);
}

/** The trouble with a runner that an error of whatever kind is taken for: it must not end the server. */
export function troubleOf(error: unknown): RunnerError {
  if (error instanceof RunnerError) return error;
  return new RunnerError('no-answer', `what it answered could not be dealt with: ${String(error)}`);
}
