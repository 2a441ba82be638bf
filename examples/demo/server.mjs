import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const START_MS = 30_000;
const STOP_MS = 15_000;

/** A daggyd with the embedded store, everything in `folder`; `more`: further keys of its config. See `startServer`. */
export function startDaggyd(folder, more = {}) {
  const logger = { name: 'SqliteLogger', config: { file: 'daggy.db' } };
  return startServer('daggyd', folder, { 'data-dir': join(folder, 'data'), 'kill-on-exit': true, logger, ...more });
}

/**
 * Starts a built server on a free port with its config in `folder`, which is made when it is missing. Resolves once it
 * answers, with its `url`, with `ended` (a promise of its end) and with `stop`; rejects with what it has said when it ends
 * instead.
 */
export async function startServer(program, folder, config) {
  const main = join(ROOT, `dist/apps/${program}/main.js`);
  if (!existsSync(main)) throw new Error(`there is no built ${program}: use "npm run demo", or "npm run build" first`);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${program}.json`);
  writeFileSync(file, JSON.stringify({ port: 0, ...config }));
  const child = spawn(process.execPath, [main, '--config', file], {
    // Relative paths in jobs start at the working directory of the server.
    cwd: ROOT,
    // In a session of its own, so that Ctrl-C reaches it by way of `stop` only.
    detached: true,
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('DAGGY'))),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve).once('error', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(timer);
  };
  const timer = setTimeout(stop, START_MS);
  try {
    return { url: await urlFromLog(program, child, ended), ended, stop };
  } finally {
    clearTimeout(timer);
  }
}

/** Servers tell in their log, one JSON object a line on stderr, where they listen. */
async function urlFromLog(program, child, ended) {
  let log = '';
  const url = await new Promise((resolve) => {
    child.stderr.setEncoding('utf8').on('data', (text) => {
      log += text;
      const found = /"url":"(http:[^"]+)"/.exec(log);
      if (found !== null) resolve(found[1]);
    });
    ended.then((end) => {
      log += String(end instanceof Error ? end.message : `exit code ${end}`);
      resolve(undefined);
    });
  });
  if (url === undefined) throw new Error(`${program} did not start: ${log.trim()}`);
  // From now on the log is read and dropped: the server must not wait for a reader.
  child.stderr.removeAllListeners('data').resume();
  return url;
}
