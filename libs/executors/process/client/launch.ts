import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';

/** A launcher that was started. */
export interface Launching {
  /** Undefined while it is there; `already-there` when it found another one at work. */
  end?: 'already-there' | { readonly reason: string };
}

const ALREADY_THERE = 3;

/** Starts the launcher of a folder; it goes on when this process ends. What it has to say goes to `launcher.log` there. */
export function launch(folder: string, environment: NodeJS.ProcessEnv): Launching {
  const launching: Launching = {};
  const logFile = join(folder, 'launcher.log');
  const log = openSync(logFile, 'w', 0o600);
  const child = spawn(process.execPath, ['--max-semi-space-size=4', launcherMain(), folder], {
    detached: true,
    env: environment,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  child.on('error', ({ message }) => (launching.end = { reason: message }));
  child.on('exit', (rc, signal) => {
    launching.end =
      rc === ALREADY_THERE ? 'already-there' : { reason: `${signal ?? `exit code ${rc}`}; ${lastWords(logFile)}` };
  });
  return launching;
}

/** The error that it ended with: the line that names it, of all that Node prints around it. */
function lastWords(logFile: string): string {
  try {
    const lines = readFileSync(logFile, 'utf8').trim().split('\n');
    return `${lines.find((line) => /^\w*Error/.test(line)) ?? lines[lines.length - 1]} (${logFile})`;
  } catch {
    return `it left no log (${logFile})`;
  }
}

/** The compiled launcher, for compiled code beside it as for sources (which Node cannot run) in the build's output. */
export function launcherMain(): string {
  const beside = join(__dirname, '../launcher/main.js');
  if (extname(__filename) === '.js') return beside;
  let root = __dirname;
  while (!existsSync(join(root, 'package.json'))) {
    if (root === dirname(root)) throw new Error(`no package.json above ${__dirname}`);
    root = dirname(root);
  }
  return join(root, 'dist', beside.slice(root.length));
}
