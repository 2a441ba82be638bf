import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder } from './remove-folder';

const ROOT = join(__dirname, '..', '..');
const START_MS = 20_000;
const STOP_MS = 15_000;

export type Program = 'daggyd' | 'daggyr';

export interface StartOptions {
  /** Path of another main file than the built server's, inside the package. */
  readonly main?: string;
  /** Becomes the config file; none: the server runs without one. `port` is 0 unless given. */
  readonly config?: object;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Kept when the server stops, for a next one; else a new one that is removed. */
  readonly dataDirectory?: string;
}

export interface Ended {
  /** null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

const running = new Set<DaggyProcess>();
const directories: string[] = [];

/** A directory that `stopAll` removes. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'daggy-test-'));
  directories.push(directory);
  return directory;
}

/** Ends every server that a test started and removes what they left; for afterEach or afterAll. */
export async function stopAll(): Promise<void> {
  await Promise.all([...running].map((each) => each.stop('SIGKILL')));
  for (const directory of directories.splice(0)) removeFolder(directory);
}

/** Starts the built server as a process of its own and resolves once it is up; rejects with what it says when it ends. */
export async function startServer(program: Program, options: StartOptions = {}): Promise<DaggyProcess> {
  const server = launch(program, options);
  await server.listening;
  return server;
}

/** The same, without waiting until it is up. */
export function beginServer(program: Program, options: StartOptions): DaggyProcess {
  return launch(program, options);
}

/** Runs the built server with arguments that make it end by itself. */
export async function runToEnd(program: Program, options: StartOptions = {}): Promise<Ended> {
  return launch(program, options).ended;
}

function launch(program: Program, { main, config, args = [], env = {}, dataDirectory }: StartOptions): DaggyProcess {
  const directory = dataDirectory ?? temporaryDirectory();
  const given = [...args];
  if (config !== undefined) {
    const file = join(temporaryDirectory(), `${program}.json`);
    writeFileSync(file, JSON.stringify(config));
    given.unshift('--config', file);
  }
  const inherited = Object.entries(process.env).filter(([name]) => !/^DAGGY/.test(name));
  const prefix = program.toUpperCase();
  const child = spawn(process.execPath, [join(ROOT, main ?? `dist/apps/${program}/main.js`), ...given], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...Object.fromEntries(inherited),
      ...(config !== undefined && 'port' in config ? {} : { [`${prefix}_PORT`]: '0' }),
      [program === 'daggyd' ? 'DAGGYD_DATA_DIR' : 'DAGGYR_STORAGE_ROOT']: directory,
      ...env,
    },
  });
  return new DaggyProcess(child, directory);
}

export class DaggyProcess {
  readonly ended: Promise<Ended>;
  /** Resolves with the base URL. */
  readonly listening: Promise<string>;
  /** `http://127.0.0.1:PORT`; once it is listening. */
  url = '';
  stdout = '';
  stderr = '';

  constructor(
    private readonly child: ChildProcess,
    readonly dataDirectory: string,
  ) {
    running.add(this);
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        running.delete(this);
        resolve({ code, signal, stdout: this.stdout, stderr: this.stderr });
      });
    });
    this.listening = this.waitForUrl();
    this.listening.catch(() => undefined);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Sends a signal and resolves when the process has ended. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.child.kill(signal);
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS);
    const ended = await this.ended;
    clearTimeout(timer);
    return ended;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  private waitForUrl(): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`not up after ${START_MS} ms: ${this.stderr}`)), START_MS);
      void this.ended.then(({ code }) => {
        clearTimeout(timer);
        reject(new Error(`ended with ${code}: ${this.stderr}`));
      });
      this.child.stderr?.on('data', () => {
        const match = /"url":"(http:[^"]+)"/.exec(this.stderr);
        if (match === null) return;
        clearTimeout(timer);
        this.url = match[1];
        resolve(this.url);
      });
    });
  }
}
