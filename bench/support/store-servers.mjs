import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './daggyd.mjs';

/** A Redis that syncs its log with every write: `{ logger, stop }`, the logger as in daggyd's config. */
export async function startRedis() {
  const { folder, port } = await place('daggy-bench-redis-');
  const settings = { port, bind: '127.0.0.1', dir: folder, appendonly: 'yes', appendfsync: 'always', save: '' };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const stop = await serve(folder, port, 'redis-server', args, {});
  return { logger: { name: 'RedisLogger', config: { host: '127.0.0.1', port } }, stop };
}

/** A Postgres as it comes, fsync on: `{ logger, stop }`. */
export async function startPostgres() {
  const { folder, port } = await place('daggy-bench-postgres-');
  const versions = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a));
  const bin = join('/usr/lib/postgresql', versions[0], 'bin');
  // It refuses to run as root.
  const user = process.getuid() === 0 ? { uid: 65534, gid: 65534 } : {};
  const data = join(folder, 'data');
  mkdirSync(data);
  if (user.uid !== undefined) for (const path of [folder, data]) chownSync(path, user.uid, user.gid);
  const initdb = ['-D', data, '--username=daggy', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-instructions'];
  execFileSync(join(bin, 'initdb'), initdb, { ...user, cwd: folder, stdio: 'ignore' });
  const args = ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-k', folder];
  const stop = await serve(folder, port, join(bin, 'postgres'), args, user);
  const config = { host: '127.0.0.1', port, user: 'daggy', database: 'postgres' };
  return { logger: { name: 'PostgresLogger', config }, stop };
}

async function place(prefix) {
  return { folder: mkdtempSync(join(tmpdir(), prefix)), port: await freePort() };
}

async function serve(folder, port, program, args, user) {
  if (program.startsWith('/') && !existsSync(program)) throw new Error(`${program} is not installed`);
  const child = spawn(program, args, { ...user, cwd: folder, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  while (!(await accepts(port))) {
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return async () => {
    child.kill('SIGINT');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
