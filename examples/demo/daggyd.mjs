import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = join(ROOT, 'dist/apps/daggyd/main.js');
const START_MS = 30_000;
const STOP_MS = 15_000;

/**
 * Starts the built daggyd on a free port with the embedded store, everything in `folder`. Resolves once it answers, with
 * its `url`, with `ended` (a promise of its end) and with `stop`; rejects with what it has said when it ends instead.
 */
export async function startDaggyd(folder) {
  if (!existsSync(MAIN)) throw new Error('there is no built daggyd: use "npm run demo", or "npm run build" first');
  const config = join(folder, 'daggyd.json');
  const logger = { name: 'SqliteLogger', config: { file: 'daggy.db' } };
  writeFileSync(config, JSON.stringify({ port: 0, 'data-dir': join(folder, 'data'), 'kill-on-exit': true, logger }));
  const child = spawn(process.execPath, [MAIN, '--config', config], {
    // Relative paths in jobs start at the working directory of daggyd.
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
    return { url: await urlFromLog(child, ended), ended, stop };
  } finally {
    clearTimeout(timer);
  }
}

/** daggyd tells in its log, one JSON object a line on stderr, where it listens. */
async function urlFromLog(child, ended) {
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
  if (url === undefined) throw new Error(`daggyd did not start: ${log.trim()}`);
  // From now on the log is read and dropped: daggyd must not wait for a reader.
  child.stderr.removeAllListeners('data').resume();
  return url;
}
