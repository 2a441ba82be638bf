import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../../../test/contract/executor/probe';
import { removeFolder } from '../../../../test/support/remove-folder';
import { launch } from '../client/launch';
import { LineReader, type LauncherMessage, type WireEnd } from '../protocol';

const HELLO = (folder: string) =>
  `["hello",3,{"onDisconnect":"keep","owner":1,"outputRoot":"${folder}/output","maxOutputBytes":10485760,"stopGraceMs":5000},false]`;

/** A client that speaks the protocol by hand, in lines as version 3 has them. */
class RawClient {
  readonly heard: LauncherMessage[] = [];

  private constructor(readonly socket: Socket) {
    const reader = new LineReader((line) => this.heard.push(JSON.parse(line) as LauncherMessage));
    socket.setEncoding('utf8').on('data', (chunk: string) => reader.push(chunk));
  }

  static async open(folder: string): Promise<RawClient> {
    const path = join(folder, 'socket');
    for (;;) {
      await until('there is a socket', () => existsSync(path));
      const socket = connect(path);
      const connected = await new Promise<boolean>((resolve) => {
        socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      });
      sockets.push(socket);
      if (connected) return new RawClient(socket);
    }
  }

  say(...lines: string[]): void {
    this.socket.write(lines.map((line) => `${line}\n`).join(''));
  }

  async hear<K extends LauncherMessage[0]>(kind: K): Promise<Extract<LauncherMessage, readonly [K, ...unknown[]]>> {
    let message: LauncherMessage | undefined;
    await until(
      `the launcher said ${kind}`,
      () => (message = this.heard.find(([name]) => name === kind)) !== undefined,
    );
    return message as Extract<LauncherMessage, readonly [K, ...unknown[]]>;
  }

  ends(): WireEnd[] {
    return this.heard.flatMap((message) => (message[0] === 'ended' ? message[1] : []));
  }

  async leave(): Promise<void> {
    this.socket.destroy();
    await until('the connection is closed', () => this.socket.closed);
  }
}

let folder = '';
const sockets: Socket[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daggy-launcher-'));
  launch(folder, process.env);
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  removeFolder(folder);
});

/** Has all results acknowledged, so that the launcher ends. */
async function dismiss(client: RawClient): Promise<void> {
  const keys = client.ends().map(([runID, task, attempt]) => [runID, task, attempt]);
  client.say(JSON.stringify(['acknowledge', keys]), '["end"]');
  client.socket.end();
  await until('the connection is closed', () => client.socket.closed);
}

describe('the launcher', () => {
  it('understands version 3', async () => {
    const client = await RawClient.open(folder);
    client.say(HELLO(folder));
    const [, version, state] = await client.hear('hello');
    expect(version).toBe(3);
    expect(state).toMatchObject({ afterReboot: false, running: [], ended: [] });
    client.say(
      '["start",[[7,1000,2,3,["/bin/sh","-c","pwd; echo $DATE; exit 5"],["DATE=2021-05-03"],"/usr",-1,null]]]',
      '["start",[[7,1001,1,0,["sleep","1000"],[],"",-1,null]]]',
      '["list"]',
    );
    const [, running] = await client.hear('running');
    expect(running).toContainEqual([7, 1001, 1, 0, expect.any(Number)]);
    await until('the first has ended', () => client.ends().length === 1);
    expect(client.ends()[0].slice(0, 5)).toEqual([7, 1000, 2, 'exit', 5]);
    expect(client.ends()[0].slice(7, 10)).toEqual([16, 0, 0]);
    expect(readFileSync(`${folder}/output/7/1/1000.2.stdout`, 'utf8')).toBe('/usr\n2021-05-03\n');
    client.say('["acknowledge",[[7,1000,2]]]', '["stop","timeout",[[7,1001,1]]]');
    await until('the second has ended', () => client.ends().length === 2);
    expect(client.ends()[1].slice(0, 5)).toEqual([7, 1001, 1, 'timeout', 143]);
    await dismiss(client);
  });

  it('does not call an attempt killed that had ended before it was told to stop it', async () => {
    const client = await RawClient.open(folder);
    const cue = join(folder, 'cue');
    client.say(HELLO(folder));
    const [, , { pid: launcher }] = await client.hear('hello');
    const script = 'while ! [ -e "$0" ]; do sleep 0.01; done';
    client.say(JSON.stringify(['start', [[1, 0, 1, 0, ['sh', '-c', script, cue], [], '', -1, null]]]), '["list"]');
    const [, [[, , , , pid]]] = await client.hear('running');
    process.kill(launcher, 'SIGSTOP');
    writeFileSync(cue, '');
    await until('the task has ended', () => /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')));
    client.say('["stop","killed",[[1,0,1]]]');
    process.kill(launcher, 'SIGCONT');
    await until('its end was reported', () => client.ends().length === 1);
    expect(client.ends()[0].slice(3, 5)).toEqual(['exit', 0]);
    await dismiss(client);
  });

  it('refuses another version, and says which is its own', async () => {
    const client = await RawClient.open(folder);
    client.say(HELLO(folder).replace('3', '4'));
    expect(await client.hear('refused')).toEqual(['refused', 'version', 3]);
    await client.leave();
  });

  it('gives way to a later owner of the store, and to no other', async () => {
    const first = await RawClient.open(folder);
    first.say(HELLO(folder));
    await first.hear('hello');
    const same = await RawClient.open(folder);
    same.say(HELLO(folder));
    expect(await same.hear('refused')).toEqual(['refused', 'busy', 3]);
    first.say('["start",[[7,1001,1,0,["sleep","1000"],[],"",-1,null]]]', '["list"]');
    await first.hear('running');
    const later = await RawClient.open(folder);
    later.say(HELLO(folder).replace('"owner":1', '"owner":2'));
    expect((await later.hear('hello'))[2].running).toHaveLength(1);
    await until('the first one was sent away', () => first.socket.closed);
    later.say('["stop","killed",[[7,1001,1]]]');
    await until('it has ended', () => later.ends().length === 1);
    await dismiss(later);
  });

  it('takes no former owner back, also when the later one has gone and it is another launcher', async () => {
    const hello = (owner: number, again: boolean) =>
      HELLO(folder).replace('"owner":1', `"owner":${owner}`).replace('},false]', `},${again}]`);
    const answerTo = async (text: string) => {
      const client = await RawClient.open(folder);
      client.say(text);
      await until('an answer', () => client.heard.length > 0);
      return { client, answer: client.heard[0] };
    };
    const first = await answerTo(hello(5, false));
    const { pid } = (await first.client.hear('hello'))[2];
    await first.client.leave();
    expect((await answerTo(hello(4, true))).answer).toEqual(['refused', 'later-owner', 3]);
    await dismiss((await answerTo(hello(5, true))).client);
    // Reaped: while it is a zombie, another of its threads may have its lock still.
    await until('the launcher has gone', () => !existsSync(`/proc/${pid}`));
    launch(folder, process.env);
    expect((await answerTo(hello(4, true))).answer).toEqual(['refused', 'later-owner', 3]);
    // The store was put back to an earlier state: its owner has just been told that it is one.
    const put = await answerTo(hello(4, false));
    expect(put.answer[0]).toBe('hello');
    await dismiss(put.client);
  });

  it('keeps the results of a client that does not read until it does, or another one comes', async () => {
    const tasks = 6000;
    const cue = join(folder, 'cue');
    const deaf = await RawClient.open(folder);
    deaf.say(HELLO(folder));
    await deaf.hear('hello');
    deaf.socket.pause();
    const orders = Array.from({ length: tasks }, (_, task) => [
      1,
      task,
      1,
      task,
      ['no-such-program'],
      [],
      '',
      -1,
      null,
    ]);
    deaf.say(JSON.stringify(['start', [...orders, [1, tasks, 1, tasks, ['touch', cue], [], '', -1, null]]]));
    await until('all were started', () => existsSync(cue));
    deaf.socket.resume();
    await until('it has heard of all', () => deaf.ends().length === tasks + 1);
    expect(new Set(deaf.ends().map((end) => end[1])).size).toBe(tasks + 1);
    await deaf.leave();

    const next = await RawClient.open(folder);
    next.say(HELLO(folder));
    const [, , state] = await next.hear('hello');
    expect(state.ended).toHaveLength(tasks + 1);
    next.heard.push(['ended', state.ended]);
    await dismiss(next);
  });
});
