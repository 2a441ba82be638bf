import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { StartupError, ExitCode } from './startup-error';

/** What a daemon tells its parent at last. */
export type DaemonReport = { readonly listens: string } | { readonly failed: string };

/** What it tells before that: what it waits for. */
export interface DaemonNews {
  readonly waits: string;
}

/**
 * Starts this program again with `args`, detached, with its output in `<data directory>/<program>.log`. Returns once the server
 * answers, with this process free to end; what it waits for until then is printed to stderr. Throws StartupError with the
 * child's reason and exit code.
 */
export async function daemonize(program: string, args: readonly string[], dataDirectory: string): Promise<void> {
  const logFile = join(dataDirectory, `${program}.log`);
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1], ...args], {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  let report: DaemonReport | undefined;
  const url = await new Promise<string>((resolve, reject) => {
    child.on('message', (message: DaemonReport | DaemonNews) => {
      if ('waits' in message) {
        process.stderr.write(`${program}: process ${child.pid} waits: ${message.waits}\n`);
        return;
      }
      report = message;
      if ('listens' in message) resolve(message.listens);
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      const reason =
        report !== undefined && 'failed' in report ? report.failed : `it ended with ${code ?? signal}; see ${logFile}`;
      reject(new StartupError(reason, code || ExitCode.Failure));
    });
  });
  process.stdout.write(`${program} runs at ${url} as process ${child.pid}, log in ${logFile}\n`);
  child.removeAllListeners();
  child.disconnect();
  child.unref();
}

/** Tells the parent that waits for this daemon; does nothing in a process that nobody waits for. */
export async function tellParent(news: DaemonReport | DaemonNews): Promise<void> {
  if (process.send === undefined) return;
  await new Promise<void>((resolve) => process.send?.(news, undefined, undefined, () => resolve()));
}

/** The same, for the last time. */
export async function reportToParent(report: DaemonReport): Promise<void> {
  await tellParent(report);
  if (process.connected) process.disconnect();
}
