// A daggyr as a process, for programs that look at what it does to tasks on a kernel that can limit them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const MAIN = join(import.meta.dirname, '../../../dist/apps/daggyr/main.js');
const START_MS = 60_000;

/** A folder that is gone when the kernel is: in a guest what is under /tmp would be the host's. */
export function roomFor(name) {
  return mkdtempSync(join('/dev/shm', `daggy-${name}-`));
}

/** The runner of a storage root; `config` beside that. */
export class Runner {
  constructor(root, config = {}, prefix = []) {
    this.root = root;
    const file = join(root, 'daggyr.json');
    const all = {
      port: 0,
      'storage-root': join(root, 'storage'),
      capacity_overrides: { cores: 100, memory_mb: 10_000 },
    };
    writeFileSync(file, JSON.stringify({ ...all, ...config }));
    const [program, ...args] = [...prefix, process.execPath, MAIN, '--config', file];
    this.process = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, SECRET: 'x' } });
    this.log = '';
    this.process.stderr.setEncoding('utf8').on('data', (text) => (this.log += text));
    this.ended = once(this.process, 'close');
  }

  /** Resolves once it answers; rejects with what it says when it does not. */
  async up() {
    for (const end = Date.now() + START_MS; ; await pause(20)) {
      const [, url] = /"url":"(http:[^"]+)"/.exec(this.log) ?? [];
      if (url !== undefined) {
        this.api = `${url}/api/v1`;
        return this;
      }
      if (this.process.exitCode !== null || Date.now() > end) throw new Error(`daggyr is not up: ${this.log}`);
    }
  }

  async kill(signal = 'SIGKILL') {
    this.process.kill(signal);
    await this.ended;
  }

  /** Its folder; launchers leave now, and write a file or two. */
  async remove() {
    await rm(this.root, { recursive: true, force: true, maxRetries: 10 });
  }

  async ask(path, options = {}) {
    const answer = await fetch(this.api + path, { headers: { 'content-type': 'application/json' }, ...options });
    return { status: answer.status, body: await answer.json() };
  }

  post(path, body) {
    return this.ask(path, { method: 'POST', body: JSON.stringify(body) });
  }

  /** Starts a task of 0.5 cores and 64 MB, unless said otherwise. */
  async start(taskID, command, fields = {}) {
    const { status, body } = await this.post('/task', { taskID, command, cores: 0.5, memoryMB: 64, ...fields });
    if (status !== 202) throw new Error(`${taskID}: ${JSON.stringify(body)}`);
  }

  async task(taskID, wait = 0) {
    return (await this.ask(`/task/${taskID}?wait=${wait}`)).body;
  }

  /** To its end. */
  async run(taskID, command, fields) {
    await this.start(taskID, command, fields);
    return this.task(taskID, 60);
  }
}
