import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Api, shell } from './api';

const MAIN = join(__dirname, '..', '..', 'dist/apps/daggyc/main.js');

/** What a call of daggyc left behind. */
export interface ClientEnd {
  /** 128 + signal number when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built daggyc as a process of its own, with one server. */
export class Daggyc {
  constructor(
    private readonly server: string,
    private readonly environment: NodeJS.ProcessEnv = {},
  ) {}

  /** Runs it to its end. `input` becomes its standard input. */
  run(args: readonly string[], input = ''): Promise<ClientEnd> {
    return this.start(args, input).ended;
  }

  /** What it writes to stdout; fails when it does not end with 0. */
  async ok(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(args);
    if (code !== 0) throw new Error(`daggyc ${args.join(' ')}: ${code} ${stderr}`);
    return stdout;
  }

  /** The same as JSON. */
  async json(...args: string[]): Promise<unknown> {
    return JSON.parse(await this.ok(...args, '-o', 'json'));
  }

  async exitCode(...args: string[]): Promise<number | null> {
    return (await this.run(args)).code;
  }

  start(args: readonly string[], input = ''): RunningClient {
    return new RunningClient(spawn(process.execPath, [MAIN, ...args], { env: this.env() }), input);
  }

  /** On a pseudo terminal of 80 columns and 24 rows; everything it writes comes as stdout. */
  onTerminal(args: readonly string[]): RunningClient {
    const quoted = [process.execPath, MAIN, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
    const command = `stty cols 80 rows 24; exec ${quoted}`;
    return new RunningClient(spawn('script', ['-qefc', command, '/dev/null'], { env: this.env() }));
  }

  /** A shell command, in which `daggyc` is this client. */
  shell(command: string): Promise<ClientEnd> {
    const text = `daggyc() { '${process.execPath}' '${MAIN}' "$@"; }\n${command}`;
    return new RunningClient(spawn('/bin/bash', ['-c', text], { env: this.env() }), '').ended;
  }

  private env(): NodeJS.ProcessEnv {
    const { PATH, HOME } = process.env;
    return { PATH, HOME, TERM: 'xterm', DAGGY_SERVER: this.server, ...this.environment };
  }
}

export class RunningClient {
  stdout = '';
  stderr = '';
  readonly ended: Promise<ClientEnd>;

  /** Without `input` its standard input stays open. */
  constructor(
    private readonly child: ChildProcess,
    input?: string,
  ) {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    child.stdin?.on('error', () => undefined);
    if (input !== undefined) child.stdin?.end(input);
    this.ended = new Promise((resolve) => {
      child.once('close', (code) => resolve({ code, stdout: this.stdout, stderr: this.stderr }));
    });
  }

  /** As Ctrl-C does. */
  interrupt(): void {
    this.child.kill('SIGINT');
  }

  /** What a terminal sends when somebody types it. */
  type(text: string): void {
    this.child.stdin?.write(text);
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}

/** A run of which `pull` is done, `load` failed with 3, and `report` waits. */
export async function failedRun(api: Api, tag = ''): Promise<number> {
  const runID = await api.submit({
    tag,
    tasks: {
      pull: { job: shell('echo pulled; echo careful >&2'), children: ['load'] },
      load: { job: shell('echo loading; echo broken >&2; exit 3'), children: ['report'] },
      report: { job: shell('echo reported') },
    },
  });
  await api.reached(runID, 'ERRORED');
  return runID;
}
