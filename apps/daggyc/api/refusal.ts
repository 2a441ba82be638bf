import type { IncomingMessage } from 'node:http';
import type { ProblemBody } from '#wire/problem';
import { ClientError } from '../client-error';
import { ExitCode } from '../exit-codes';
import { readText } from './read-text';

/** The server's answer that it does not do what it was asked for. */
export class Refusal extends ClientError {
  constructor(
    readonly status: number,
    message: string,
    /** What the server said, when it is daggyd that said it. */
    readonly problem?: ProblemBody,
  ) {
    super(exitCodeOf(status), message);
  }
}

/** Reads the rest of an answer whose status says no; `server` is its address for messages. */
export async function refusalOf(answer: IncomingMessage, server: string): Promise<Refusal> {
  const status = answer.statusCode ?? 0;
  const text = await readText(answer).catch(() => '');
  if (answer.headers['content-type']?.startsWith('application/problem+json')) {
    const problem = parse(text);
    if (problem !== undefined) return new Refusal(status, describe(problem), problem);
  }
  const hint = status === 404 ? ' Is it daggyd that listens there?' : '';
  return new Refusal(status, `${server} answers ${status} ${answer.statusMessage ?? ''}.${hint}`);
}

function parse(text: string): ProblemBody | undefined {
  try {
    return JSON.parse(text) as ProblemBody;
  } catch {
    return undefined;
  }
}

/** What is wrong with a request, each field on a line of its own unless the sentence says it all; a definition's has places. */
function describe({ detail, code, errors = [] }: ProblemBody): string {
  if (code !== 'invalid-request' || errors.every(({ message }) => detail.includes(message))) return detail;
  return [detail, ...errors.map(({ pointer, message }) => `  ${pointer.slice(1)}: ${message}`)].join('\n');
}

function exitCodeOf(status: number): ExitCode {
  switch (status) {
    case 400:
    case 405:
    case 406:
    case 413:
    case 415:
    case 416:
    case 422:
      return ExitCode.USAGE;
    case 401:
    case 403:
    case 407:
      return ExitCode.AUTH;
    case 404:
      return ExitCode.NOT_FOUND;
    case 408:
    case 429:
    case 502:
    case 503:
    case 504:
      return ExitCode.UNREACHABLE;
    default:
      return ExitCode.FAILED;
  }
}
