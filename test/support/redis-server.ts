import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './free-port';

const READY_WITHIN_MS = 20_000;

export function hasRedisServer(): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'redis-server')));
}

/** A Redis server of a test's own, on a loopback port, with its data in a temporary folder. */
export class RedisServer {
  private server: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    readonly port: number,
    private readonly settings: Readonly<Record<string, string>>,
    /** 0: without TLS. */
    readonly tlsPort = 0,
  ) {}

  /** Started, with settings as a careful user has them; others on top, as in redis.conf. */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<RedisServer> {
    const port = await freePort();
    const server = new RedisServer(mkdtempSync(join(tmpdir(), 'daggy-redis-')), port, settings);
    await server.start();
    return server;
  }

  /** Started, with a second port for TLS. */
  static async startWithTLS({ cert, key }: { cert: string; key: string }): Promise<RedisServer> {
    const [port, tlsPort] = [await freePort(), await freePort()];
    const settings = {
      'tls-port': String(tlsPort),
      'tls-cert-file': cert,
      'tls-key-file': key,
      'tls-ca-cert-file': cert,
      'tls-auth-clients': 'no',
    };
    const server = new RedisServer(mkdtempSync(join(tmpdir(), 'daggy-redis-')), port, settings, tlsPort);
    await server.start();
    return server;
  }

  /** Starts it, again on the same data and port. */
  async start(): Promise<void> {
    const settings = {
      port: String(this.port),
      bind: '127.0.0.1',
      dir: this.folder,
      logfile: 'log',
      appendonly: 'yes',
      appendfsync: 'always',
      save: '',
      ...this.settings,
    };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
    this.server = spawn('redis-server', args, { stdio: 'ignore', cwd: this.folder });
    await this.ready();
  }

  /** As a system stops it. */
  stop(): Promise<void> {
    return this.end('SIGTERM');
  }

  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  /** It keeps its connections, takes new ones, and answers nothing. */
  freeze(): void {
    this.server?.kill('SIGSTOP');
  }

  thaw(): void {
    this.server?.kill('SIGCONT');
  }

  /** Called last. */
  async dispose(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true });
  }

  /** What a person would do with redis-cli. */
  async command(name: string, ...args: (string | number)[]): Promise<unknown> {
    const client = this.client();
    try {
      return await client.call(name, ...args);
    } finally {
      client.disconnect();
    }
  }

  /** A client of the test's own; it must end it. */
  client(): Redis {
    const client = new Redis({ port: this.port, host: '127.0.0.1', retryStrategy: () => 20, disableClientInfo: true });
    client.on('error', () => undefined);
    return client;
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const exit = once(server, 'exit');
    server.kill(signal);
    await exit;
  }

  /** Also when it has loaded its data, and when it wants a password. */
  private async ready(): Promise<void> {
    const client = this.client();
    const until = Date.now() + READY_WITHIN_MS;
    try {
      while (Date.now() < until && this.server?.exitCode === null) {
        const answer = await client.ping().catch((error: Error) => error.message);
        if (answer === 'PONG' || answer.startsWith('NOAUTH')) return;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    } finally {
      client.disconnect();
    }
    throw new Error(`redis-server did not start:\n${readFileSync(join(this.folder, 'log'), 'utf8')}`);
  }
}
