import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { chown } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { Client, type ClientConfig } from 'pg';
import { freePort } from './free-port';

const PASSWORD = 'correct horse';
const READY_WITHIN_MS = 20_000;

/** A folder with initdb and postgres; undefined where there is none. Debian keeps them out of PATH. */
export function postgresBinaries(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(debian, version, 'bin')), ...path()];
  return folders.find((folder) => existsSync(join(folder, 'postgres')) && existsSync(join(folder, 'initdb')));
}

function path(): string[] {
  return (process.env.PATH ?? '').split(delimiter);
}

/** A Postgres server of a test's own, on a loopback port, with its data in a temporary folder. */
export class PostgresServer {
  /** What `pg` connects with; the user is a superuser. */
  readonly connection: Readonly<Record<'host' | 'user' | 'password' | 'database', string>> & { readonly port: number };
  private server: ChildProcess | undefined;

  private constructor(
    private readonly binaries: string,
    private readonly folder: string,
    port: number,
  ) {
    this.connection = { host: '127.0.0.1', port, user: 'daggy', password: PASSWORD, database: 'postgres' };
  }

  /** Started, with settings as they are when nobody changes them: fsync, synchronous_commit and full_page_writes on. */
  static async start(): Promise<PostgresServer> {
    const binaries = postgresBinaries();
    if (binaries === undefined) throw new Error('PostgreSQL is not installed');
    const folder = mkdtempSync(join(tmpdir(), 'daggy-postgres-'));
    if (RUN_AS.uid !== undefined) await chown(folder, RUN_AS.uid, RUN_AS.gid);
    const server = new PostgresServer(binaries, folder, await freePort());
    await server.initialise();
    await server.start();
    return server;
  }

  async start(settings: Readonly<Record<string, string>> = {}): Promise<void> {
    const log = openSync(join(this.folder, 'log'), 'a');
    const all = { port: String(this.connection.port), ...SETTINGS, unix_socket_directories: this.folder, ...settings };
    const args = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    this.server = spawn(join(this.binaries, 'postgres'), ['-D', this.data, ...args], {
      ...RUN_AS,
      cwd: this.folder,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    await this.ready();
  }

  /** `fast`: ends all connections in order. `immediate`: as if it had crashed, with a recovery at the next start. */
  async stop(mode: 'fast' | 'immediate' = 'fast'): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    this.server = undefined;
    if (server.exitCode !== null || server.signalCode !== null) return;
    const exit = once(server, 'exit');
    server.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await exit;
  }

  /** Nothing is answered any more, and new connections are taken by the kernel alone. */
  freeze(): void {
    // First the one that makes processes, so that none is missed.
    this.signal('SIGSTOP', [this.pid]);
    this.signal('SIGSTOP', this.children());
  }

  thaw(): void {
    this.signal('SIGCONT', [...this.children(), this.pid]);
  }

  /** Stops the server and removes its data. */
  async dispose(): Promise<void> {
    await this.stop('immediate');
    rmSync(this.folder, { recursive: true });
  }

  /** One statement, or several without values, on a connection of its own. */
  async query(text: string, values: readonly unknown[] = [], changes: ClientConfig = {}): Promise<Row[]> {
    const client = new Client({ ...this.connection, ...changes });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text, values.length > 0 ? [...values] : undefined)).rows;
    } finally {
      await client.end();
    }
  }

  private get data(): string {
    return join(this.folder, 'data');
  }

  private get pid(): number {
    if (this.server?.pid === undefined) throw new Error('the server does not run');
    return this.server.pid;
  }

  private async initialise(): Promise<void> {
    const secret = join(this.folder, 'password');
    writeFileSync(secret, PASSWORD);
    const { user } = this.connection;
    const options = [`--username=${user}`, `--pwfile=${secret}`, '--auth=scram-sha-256', '--encoding=UTF8'];
    await promisify(execFile)(
      join(this.binaries, 'initdb'),
      ['-D', this.data, ...options, '--locale=C', '--no-sync', '--no-instructions'],
      { ...RUN_AS, cwd: this.folder },
    );
  }

  private async ready(): Promise<void> {
    for (const until = Date.now() + READY_WITHIN_MS; ;) {
      try {
        await this.query('SELECT 1');
        return;
      } catch (error) {
        if (this.server?.exitCode !== null || Date.now() > until) {
          throw new Error(`the server does not start: ${readFileSync(join(this.folder, 'log'), 'utf8')}`, {
            cause: error,
          });
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }

  private children(): number[] {
    const file = `/proc/${this.pid}/task/${this.pid}/children`;
    return readFileSync(file, 'utf8').split(' ').filter(Boolean).map(Number);
  }

  private signal(signal: NodeJS.Signals, pids: readonly number[]): void {
    for (const pid of pids) process.kill(pid, signal);
  }
}

type Row = Record<string, unknown>;

const SETTINGS = { listen_addresses: '127.0.0.1', max_connections: '40', shared_buffers: '64MB' };

/** The server refuses to run as root: it is `nobody` then. */
const RUN_AS: { uid?: number; gid: number } =
  process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : { gid: process.getgid?.() ?? 0 };
