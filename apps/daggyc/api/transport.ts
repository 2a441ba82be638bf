import { type ClientRequest, type IncomingMessage, request as httpRequest, type RequestOptions } from 'node:http';
import { urlToHttpOptions } from 'node:url';
import { ClientError } from '../client-error';
import { ExitCode } from '../exit-codes';
import { refusalOf } from './refusal';
import { readText } from './read-text';
import type { ServerAddress } from './server-address';

/** How long a server may take until the headers of its answer come. */
const ANSWER_MS = 60_000;
const KEEP_ALIVE_MS = 15_000;

export interface Request {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** HTTP to one server. node:http starts faster than fetch and undici, which daggyc would feel at every call. */
export class Transport {
  constructor(private readonly server: ServerAddress) {}

  /**
   * The answer when its headers have come. Rejects with a ClientError when there is none, with a Refusal when the status is
   * not 2xx.
   */
  async open(path: string, request: Request = {}): Promise<IncomingMessage> {
    const answer = await this.send(path, request);
    const status = answer.statusCode ?? 0;
    if (status >= 200 && status < 300) return answer;
    throw await refusalOf(answer, this.server.shown);
  }

  async json<T>(path: string, request?: Request): Promise<T> {
    const text = await readText(await this.open(path, request)).catch((error: Error) => {
      throw this.unreachable(error);
    });
    try {
      return JSON.parse(text) as T;
    } catch {
      throw new ClientError(
        ExitCode.UNREACHABLE,
        `What answers at ${this.server.shown} is not daggyd: ${path} is not JSON.${OTHER_SERVER}`,
      );
    }
  }

  private async send(path: string, { method = 'GET', headers, body, signal }: Request): Promise<IncomingMessage> {
    const { url } = this.server;
    const request = url.protocol === 'https:' ? (await import('node:https')).request : httpRequest;
    const base = url.pathname === '/' ? '' : url.pathname;
    const options: RequestOptions = {
      ...urlToHttpOptions(url),
      path: `${base}${path}`,
      method,
      signal,
      headers: {
        accept: 'application/json, */*',
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
        ...headers,
      },
    };
    return new Promise((resolve, reject) => {
      const sent: ClientRequest = request(options, (answer) => {
        sent.setTimeout(0);
        resolve(answer);
      });
      sent.setTimeout(ANSWER_MS, () => sent.destroy(new Error(`no answer within ${ANSWER_MS / 1000} s`)));
      sent.once('socket', (socket) => socket.setKeepAlive(true, KEEP_ALIVE_MS));
      sent.on('error', (error) => reject(signal?.aborted ? error : this.unreachable(error)));
      sent.end(body);
    });
  }

  private unreachable(error: NodeJS.ErrnoException): ClientError {
    return new ClientError(
      ExitCode.UNREACHABLE,
      `Cannot reach daggyd at ${this.server.shown} (${reasonOf(error)}). Is it running there?${OTHER_SERVER}`,
    );
  }
}

const OTHER_SERVER = '\nAnother address: --server URL, or the environment variable DAGGY_SERVER.';

/** Of an attempt at several addresses the first reason. */
function reasonOf(error: NodeJS.ErrnoException): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0] as NodeJS.ErrnoException);
  return error.code ?? error.message;
}
