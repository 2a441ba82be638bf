import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Api, shell, startDaggyd } from '../support/api';
import { Daggyc, type RunningClient } from '../support/daggyc';
import { stopAll, temporaryDirectory } from '../support/daggy-process';
import { freePort } from '../support/free-port';
import { until as untilWithin } from '../support/http';

jest.setTimeout(60_000);

let folder: string;
let dataDirectory: string;
let port: number;
let api: Api;
let daggyc: Daggyc;
const clients: RunningClient[] = [];

beforeAll(async () => {
  folder = temporaryDirectory();
  dataDirectory = temporaryDirectory();
  port = await freePort();
  api = await start();
  daggyc = new Daggyc(api.server.url);
});
afterEach(() => clients.splice(0).forEach((client) => client.kill()));
afterAll(stopAll);

/** Clients are processes, which a busy machine starts late. */
function until(what: string, holds: () => boolean): Promise<void> {
  return untilWithin(what, holds, 20_000);
}

/** A daggyd at the same address and with the same records as the one before. */
function start(): Promise<Api> {
  return startDaggyd({ port }, { dataDirectory });
}

function begin(client: RunningClient): RunningClient {
  clients.push(client);
  return client;
}

/** A task that writes `one`, and goes on when the file is there. */
function gated(name: string, then: string) {
  const gate = join(folder, name);
  return {
    job: shell(`echo one; until [ -e ${gate} ]; do sleep 0.02; done; ${then}`),
    open: () => writeFileSync(gate, ''),
  };
}

describe('on a terminal', () => {
  it('the progress of a run is drawn again and again, and then how it ended', async () => {
    const { job, open } = gated('progress', 'exit 3');
    const runID = await api.submit({
      tag: 'seen',
      tasks: { quick: { job: shell('true') }, slow: { job }, after: { job: shell('true'), parents: ['slow'] } },
    });
    const client = begin(daggyc.onTerminal(['watch', String(runID)]));
    await until('the picture', () => /50 %|33 %/.test(client.stdout) && client.stdout.includes('running  slow'));
    const picture = plain(client.stdout);
    expect(picture).toMatch(new RegExp(`run ${runID} seen {2}RUNNING {2}\\d+\\.\\ds`));
    expect(picture).toMatch(/█{9,10}░{20,21} 33 % {2}1 of 3: 1 QUEUED, 1 RUNNING, 1 COMPLETED/);
    expect(client.stdout).toContain('\x1b[34mrun');
    open();
    const { code, stdout } = await client.ended;
    expect(code).toBe(1);
    // The picture is gone when this is said.
    expect(stdout).toMatch(/\x1b\[\d+A\x1b\[JRun \d+ ERRORED after \S+: 1 QUEUED, 1 COMPLETED, 1 ERRORED\r\n$/);
  });

  it('Ctrl-C ends the client, not the run', async () => {
    const { job, open } = gated('interrupted', 'exit 0');
    const runID = await api.submit({ tasks: { a: { job } } });
    const client = begin(daggyc.onTerminal(['watch', String(runID)]));
    await until('the picture', () => client.stdout.includes('running  a'));
    client.type('\x03');
    const { code, stdout } = await client.ended;
    expect([code, plain(stdout)]).toEqual([
      130,
      expect.stringContaining(`Run ${runID} goes on: daggyc watch ${runID}`),
    ]);
    open();
    await api.reached(runID, 'COMPLETED');
  });

  it('output of tasks has colours, but no power', async () => {
    const job = shell(String.raw`printf '\033[31mred\033[0m\n\033]0;title\007\033[2Jgone\n'`);
    const runID = await api.submit({ tag: '\u001b[2J\u009b2J', tasks: { a: { job } } });
    await api.reached(runID, 'COMPLETED');
    const show = async (...args: string[]) => (await begin(daggyc.onTerminal(args)).ended).stdout;
    const shown = '\x1b[31mred\x1b[0m\r\n\\x1b]0;title\\x07\\x1b[2Jgone\r\n';
    const run = String(runID);
    const lists = ['table', 'json', 'yaml'].map((output) => show('list', '--limit', '1', '-o', output));
    const monochrome = new Daggyc(api.server.url, { NO_COLOR: '1' });
    const [log, raw, all, nobody, { stdout }, ...others] = await Promise.all([
      show('logs', run, 'a'),
      show('logs', run, 'a', '--raw'),
      show('logs', run, '-f'),
      show('get', run, 'a\u009b2J'),
      begin(monochrome.onTerminal(['list'])).ended,
      show('get', run),
      ...lists,
    ]);
    expect(log).toBe(`${shown}\x1b[0m`);
    expect(raw).toContain('\x1b]0;title\x07\x1b[2J');
    expect(all).toContain('\\x1b]0;title\\x07\\x1b[2Jgone');
    expect(nobody).toMatch(/no task .*a\\x9b2J/);
    for (const other of others) expect(other).not.toMatch(/\x1b\[2J|\x9b/);
    expect(stdout).toContain('COMPLETED');
    expect(stdout).not.toContain('\x1b');
  });
});

describe('a server that is killed and started again', () => {
  it('loses nobody who waits, watches or follows', async () => {
    const { job, open } = gated('restart', 'echo two; seq 1 3; exit 0');
    const runID = String(await api.submit({ tasks: { a: { job }, b: { job: shell('exit 0'), parents: ['a'] } } }));
    const watching = begin(daggyc.onTerminal(['watch', runID]));
    const waiting = begin(daggyc.start(['wait', runID]));
    const following = ['logs -f RUN a', 'logs -f RUN', 'logs -f RUN a --tail 1'].map((line) =>
      begin(daggyc.start(line.replace('RUN', runID).split(' '))),
    );
    await until('all of them', () => following.every(({ stdout }) => stdout.includes('one')));
    await until('the picture', () => watching.stdout.includes('running  a'));
    await until('that it waits', () => waiting.stderr !== '');
    await api.server.stop('SIGKILL');
    await until(
      'word of it',
      () => watching.stdout.includes('Trying again') && waiting.stderr.includes('Trying again'),
    );
    open();
    api = await start();
    const ends = await Promise.all([watching, waiting, ...following].map(({ ended }) => ended));
    expect(ends.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
    const [, waited, one, all, tail] = ends;
    expect(waited.stderr).toMatch(/ECONNREFUSED\)\. Trying again \.\.\.\nThe server is back\.\nRun \d+ COMPLETED/);
    expect(one.stdout).toBe('one\ntwo\n1\n2\n3\n');
    expect(tail.stdout).toBe('one\ntwo\n1\n2\n3\n');
    expect(all.stdout).toBe('a | one\na | two\na | 1\na | 2\na | 3\n');
  });

  it('is given up after a while', async () => {
    const { job, open } = gated('given-up', 'exit 0');
    const runID = await api.submit({ tasks: { a: { job } } });
    const lines = ['logs -f RUN a --reconnect 0.2', 'logs -f RUN a --reconnect 60'].map((line) =>
      begin(daggyc.start(line.replace('RUN', String(runID)).split(' '))),
    );
    const late = begin(daggyc.start(['wait', String(runID), '--timeout', '2']));
    await until('that it waits', () => late.stderr !== '');
    await until('the output', () => lines.every(({ stdout }) => stdout === 'one\n'));
    await api.server.stop('SIGTERM');
    expect((await lines[0].ended).code).toBe(5);
    expect((await late.ended).code).toBe(124);
    open();
    api = await start();
    expect((await lines[1].ended).code).toBe(0);
  });
});

describe('the output of a task that is followed', () => {
  it('goes on over attempts, and begins before the task does', async () => {
    const first = gated('first', 'exit 0');
    const flag = join(folder, 'tried');
    const job = shell(`if [ -e ${flag} ]; then echo good; else echo bad; touch ${flag}; exit 1; fi`);
    const runID = await api.submit({ tasks: { a: { job: first.job, children: ['b'] }, b: { job, maxRetries: 1 } } });
    const client = begin(daggyc.start(['logs', String(runID), 'b', '-f']));
    const one = begin(daggyc.start(['logs', String(runID), 'a', '-f', '--stderr']));
    await until('the beginning', () => client.stderr.includes('was not started yet'));
    first.open();
    const { code, stdout, stderr } = await client.ended;
    expect([code, stdout, stderr]).toEqual([
      0,
      'bad\ngood\n',
      'Task b was not started yet.\nAttempt 1 of b has failed; this is attempt 2.\n',
    ]);
    expect(await one.ended).toMatchObject({ code: 0, stdout: '' });
  });

  it('ends when there will be none', async () => {
    const runID = await api.submit({ tasks: { a: { job: shell('exit 1'), children: ['b'] }, b: { job: shell('') } } });
    expect(await daggyc.ok('logs', String(runID), 'b', '-f')).toBe('');
  });
});

/** Without what steers the terminal. */
function plain(text: string): string {
  return text.replace(/\x1b\[\??[0-9;]*[A-Za-z]/g, '');
}
