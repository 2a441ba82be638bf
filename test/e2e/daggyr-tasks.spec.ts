import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { capacityAnswerSchema, type CapacityAnswer } from '#wire/capacity';
import { runnerStatusSchema, runnerTaskSchema, type RunnerTask } from '#wire/runner';
import { problem, valid } from '../support/api';
import { startServer, stopAll, temporaryDirectory } from '../support/daggy-process';
import { ask, until } from '../support/http';
import { openApiFaults } from '../support/openapi-walk';
import { NO_ISOLATION, type RunnerApi, startRunner } from '../support/runner';

jest.setTimeout(60_000);
afterAll(stopAll);

let runner: RunnerApi;
beforeAll(async () => {
  runner = await startRunner();
});

const capacity = (of = runner) => of.get<CapacityAnswer>('/capacity', capacityAnswerSchema);
const remove = async (id: string) =>
  valid<RunnerTask>(await runner.ask(`/task/${id}`, { method: 'DELETE' }), runnerTaskSchema);
const order = (taskID: string, script: string, fields: object = {}) => ({
  taskID,
  command: ['/bin/sh', '-c', script],
  cores: 0.1,
  memoryMB: 10,
  ...fields,
});
const isAlive = (pid: number) => existsSync(`/proc/${pid}`);

describe('a task', () => {
  it('runs, and its end is told at once to whoever waits', async () => {
    const id = await runner.start('echo out; echo err >&2; read line; exit 3', { environment: { A: 'b' } });
    const task = await runner.task(id, 30);
    expect(task).toMatchObject({
      taskID: id,
      state: 'FINISHED',
      rc: 3,
      cause: 'exit',
      pid: null,
      outputLog: 'out\n',
      errorLog: 'err\n',
      outputBytes: 4,
      errorBytes: 4,
      truncated: false,
      resources: { cpuSeconds: expect.any(Number) },
    });
  });

  it('is seen while it runs', async () => {
    const id = await runner.start('echo begun; exec sleep 60');
    await runner.until(
      'its output',
      () => runner.task(id),
      ({ outputLog }) => outputLog === 'begun\n',
    );
    const task = await runner.task(id);
    expect(task).toMatchObject({ state: 'RUNNING', stopTime: null, rc: null, cause: null, cores: 0.1, memoryMB: 10 });
    expect(readFileSync(`/proc/${task.pid}/cmdline`, 'utf8')).toBe('sleep\x0060\x00');
    expect(await remove(id)).toMatchObject({ state: 'FINISHED', cause: 'killed', rc: 143, outputLog: 'begun\n' });
    expect(isAlive(task.pid as number)).toBe(false);
    problem(await runner.ask(`/task/${id}`), 404, 'task-not-found');
    problem(await runner.ask(`/task/${id}/stdout`), 404, 'task-not-found');
  });

  it.each([
    ['a program that does not exist', { command: ['/no/such'] }, { cause: 'spawn-error', rc: 127 }],
    ['a program that may not be executed', { command: ['/etc/passwd'] }, { cause: 'spawn-error', rc: 126 }],
    ['a signal', { command: ['/bin/sh', '-c', 'kill -9 $$'] }, { cause: 'signal', rc: 137 }],
    ['its time', { command: ['/bin/sleep', '60'], timeoutSeconds: 0.2 }, { cause: 'timeout', rc: 143 }],
    ['a command string', { command: undefined, commandString: "/bin/sh -c 'exit 4'" }, { cause: 'exit', rc: 4 }],
  ])('ends by %s', async (_name, fields, end) => {
    expect(await runner.runToEnd('', fields)).toMatchObject(end);
  });

  it('has nothing of the environment that the runner was started with but what is no secret', async () => {
    const env = { SECRET: 'x', DAGGYR_AUTH_TOKEN: 'sesame-open', LANG: 'C.UTF-8', PGPASSWORD: 'y' };
    const other = await startRunner({}, { env });
    const id = await (async () => {
      const answer = await ask(`${other.server.url}/api/v1/task`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer sesame-open' },
        body: JSON.stringify(order('env', 'env', { environment: ['OWN=1'] })),
      });
      return (JSON.parse(answer.body) as { taskID: string }).taskID;
    })();
    const answer = await ask(`${other.server.url}/api/v1/task/${id}?wait=10`, {
      headers: { authorization: 'Bearer sesame-open' },
    });
    const names = (JSON.parse(answer.body) as RunnerTask).outputLog.split('\n').map((line) => line.split('=')[0]);
    expect(names).toEqual(expect.arrayContaining(['OWN', 'LANG', 'PATH']));
    for (const name of Object.keys(env)) if (name !== 'LANG') expect(names).not.toContain(name);
    await other.server.stop();
  });

  it('is started once, however often its start is asked for', async () => {
    const file = join(temporaryDirectory(), 'starts');
    const script = `echo x >> ${file}; exec sleep 0.2`;
    const ids = await Promise.all([1, 2, 3].map(() => runner.start(script, { taskID: 'once' })));
    expect(ids).toEqual(['once', 'once', 'once']);
    expect((await runner.task('once', 10)).rc).toBe(0);
    await runner.start(script, { taskID: 'once' });
    await remove('once');
    await runner.start(script, { taskID: 'once' });
    const { items } = await runner.startMany([order('once', script), order('twice', script), order('twice', script)]);
    expect(items.map(({ status }) => status)).toEqual(['started', 'started', 'started']);
    await runner.task('twice', 10);
    expect(readFileSync(file, 'utf8')).toBe('x\nx\n');
    problem(await runner.ask('/task/once'), 404, 'task-not-found');
  });

  it('that was forgotten before its start arrived is not started', async () => {
    await runner.change('POST', '/tasks/forget', { taskIDs: ['early'] }, runnerStatusSchema);
    expect((await runner.startMany([order('early', 'exec sleep 60')])).items[0].status).toBe('started');
    problem(await runner.ask('/task/early'), 404, 'task-not-found');
  });
});

describe('room', () => {
  it('is what no task takes, is refused with what is free, and comes back', async () => {
    const before = await capacity();
    expect(before).toEqual({ total: { cores: 4, memoryMB: 1000 }, free: { cores: 4, memoryMB: 1000 }, tasks: 0 });
    const id = await runner.start('exec sleep 60', { cores: 3.5, memoryMB: 400 });
    const free = { cores: 0.5, memoryMB: 600 };
    expect(await capacity()).toEqual({ ...before, free, tasks: 1 });
    const refused = problem(await runner.send('POST', '/task', order('big', 'x', { cores: 0.6 })), 409, 'no-room');
    expect(refused.free).toEqual(free);
    problem(await runner.send('POST', '/task', order('big', 'x', { memoryMB: 601 })), 409, 'no-room');
    await remove(id);
    expect(await capacity()).toEqual(before);
    expect((await runner.runToEnd('exit 0', { taskID: 'big', cores: 4, memoryMB: 1000 })).rc).toBe(0);
  });

  it('that can never be is said to be wrong, each measure', async () => {
    const refused = problem(
      await runner.send('POST', '/task', order('x', 'x', { cores: 4.1, memoryMB: 1001 })),
      400,
      'invalid-request',
    );
    expect(refused.errors?.map(({ pointer }) => pointer)).toEqual(['/cores', '/memoryMB']);
  });

  it('is taken by a task that is being stopped until it has ended', async () => {
    const id = await runner.start('trap "sleep 0.5; exit 0" TERM; echo ready; while :; do sleep 0.05; done', {
      cores: 4,
    });
    await runner.until(
      'the trap',
      () => runner.task(id),
      ({ outputLog }) => outputLog === 'ready\n',
    );
    const { capacity: after } = await runner.change<{ capacity: CapacityAnswer }>(
      'POST',
      '/tasks/forget',
      { taskIDs: [id] },
      runnerStatusSchema,
    );
    expect([after.free.cores, after.tasks]).toEqual([0, 1]);
    expect((await runner.tasks()).items.map(({ taskID }) => taskID)).not.toContain(id);
    await runner.until(
      'its end',
      () => capacity(),
      ({ tasks }) => tasks === 0,
    );
  });
});

describe('many tasks', () => {
  it('are started together, each by its own merits, and followed by one request', async () => {
    const { finished, runner: first } = await runner.tasks('?finishedSince=0');
    const { items, runner: status } = await runner.startMany([
      order('m-1', 'echo one'),
      order('m-2', 'exit 2'),
      order('m-3', 'x', { cores: 5 }),
      order('m-4', 'exec sleep 60', { cores: 3.9 }),
      order('m-5', 'x', { command: [], memoryMB: 'much' }),
    ]);
    expect(items.map(({ taskID, status: each }) => [taskID, each])).toEqual([
      ['m-1', 'started'],
      ['m-2', 'started'],
      ['m-3', 'rejected'],
      ['m-4', 'no-room'],
      ['m-5', 'rejected'],
    ]);
    expect(items[2].message).toMatch(/cores.*5.*4/);
    expect(items[3].message).toMatch(/3.8 cores and 980 MB are free/);
    expect(items[4].message).toMatch(/command.*memoryMB/);
    expect(status.instance).toBe(first.instance);
    expect(status.revision).toBeGreaterThan(first.revision);
    const ends = new Map<string, number | null>();
    for (let since = finished; ends.size < 2;) {
      const list = await runner.tasks(`?finishedSince=${since}&wait=10&prefix=m-`);
      for (const { taskID, rc } of list.items) ends.set(taskID, rc);
      since = list.finished;
    }
    expect([...ends].sort()).toEqual([
      ['m-1', 0],
      ['m-2', 2],
    ]);
  });

  it('of other clients wake nobody', async () => {
    const { finished } = await runner.tasks('?finishedSince=0');
    let answered = false;
    const mine = runner.tasks(`?finishedSince=${finished}&wait=30&prefix=mine-`).finally(() => (answered = true));
    await runner.runToEnd('exit 0', { taskID: 'theirs-1' });
    expect(answered).toBe(false);
    await runner.start('exit 0', { taskID: 'mine-1' });
    expect((await mine).items.map(({ taskID }) => taskID)).toEqual(['mine-1']);
  });

  it('nothing new is told after the wait', async () => {
    const { finished } = await runner.tasks('?finishedSince=0');
    const begin = performance.now();
    expect((await runner.tasks(`?finishedSince=${finished}&wait=1`)).items).toEqual([]);
    expect(performance.now() - begin).toBeGreaterThan(950);
    // A number that this runner never gave: its client learns at once that this is another one.
    expect((await runner.tasks(`?finishedSince=${finished + 1000}&wait=60`)).finished).toBe(finished);
  });

  it('are stopped together and keep their results', async () => {
    const ids = ['s-1', 's-2'];
    await runner.startMany(ids.map((id) => order(id, 'echo here; exec sleep 60')));
    const stop = { taskIDs: [...ids, 'unknown'], cause: 'timeout' };
    expect((await runner.send('POST', '/tasks/stop', stop)).status).toBe(202);
    for (const id of ids) expect(await runner.task(id, 10)).toMatchObject({ cause: 'timeout', rc: 143 });
  });
});

describe('output', () => {
  it('comes whole, in ranges, as a tail, and while it is being written', async () => {
    const id = await runner.start('printf "one\\ntwo\\nthree"; printf oops >&2');
    await runner.task(id, 10);
    const stdout = (query = '', headers = {}) => runner.ask(`/task/${id}/stdout${query}`, { headers });
    expect((await stdout()).body).toBe('one\ntwo\nthree');
    expect((await runner.ask(`/task/${id}/stderr`)).body).toBe('oops');
    const middle = await stdout('', { range: 'bytes=4-6' });
    expect([middle.status, middle.body, middle.headers['content-range']]).toEqual([206, 'two', 'bytes 4-6/13']);
    problem(await stdout('', { range: 'bytes=13-' }), 416, 'range-not-satisfiable');
    expect((await stdout('?tail=1')).body).toBe('three');
    const head = await runner.ask(`/task/${id}/stdout`, { method: 'HEAD' });
    expect(head.headers['content-length']).toBe('13');
    const slow = await runner.start('echo a; sleep 0.3; echo b');
    expect((await runner.ask(`/task/${slow}/stdout?follow=true`)).body).toBe('a\nb\n');
  });

  it('is gone when the task is forgotten', async () => {
    const ids = Array.from({ length: 5 }, (_, i) => `gone-${i}`);
    await runner.startMany(ids.map((id) => order(id, 'echo x; echo y >&2')));
    for (const id of ids) await runner.task(id, 10);
    const others = (await runner.tasks()).items.map(({ taskID }) => taskID).filter((id) => !ids.includes(id));
    await runner.change('POST', '/tasks/forget', { taskIDs: [...ids, ...others] }, runnerStatusSchema);
    const files = () =>
      readdirSync(join(runner.server.dataDirectory, 'output'), { recursive: true, withFileTypes: true }).filter(
        (entry) => entry.isFile(),
      );
    await until('no output is left', () => files().length === 0);
    expect((await runner.tasks()).items).toEqual([]);
  });
});

describe('a bad request', () => {
  it('is refused with everything that is wrong', async () => {
    const body = { taskID: 'a b', comand: ['x'], cores: -1, timeoutSeconds: 0, pidsMax: 'many', environment: [1] };
    const { errors } = problem(await runner.send('POST', '/task', body), 400, 'invalid-request');
    expect(errors?.map(({ pointer }) => pointer).sort()).toEqual(
      ['', '', '/comand', '/cores', '/environment/0', '/pidsMax', '/taskID', '/timeoutSeconds'].sort(),
    );
  });

  it.each<[string, string, object | string]>([
    ['a list', '/task', '[]'],
    ['half a document', '/task', '{"cores":'],
    ['a task without an id among many', '/tasks', { tasks: [{ command: ['x'] }] }],
    ['an id that is no text', '/tasks', { tasks: [{ taskID: 7 }] }],
    ['a text in the place of a task', '/tasks', { tasks: ['x'] }],
    ['an unknown field', '/tasks', { tasks: [], more: 1 }],
    ['1,001 tasks', '/tasks', { tasks: Array.from({ length: 1001 }, (_, i) => order(`x-${i}`, 'x')) }],
    ['an unknown cause', '/tasks/stop', { taskIDs: ['a'], cause: 'boredom' }],
    ['an id with a space', '/tasks/forget', { taskIDs: ['a b'] }],
  ])('is %s at %s', async (_name, path, body) => {
    problem(await runner.send('POST', path, body), 400, 'invalid-request');
  });

  it.each(['/tasks?wait=5', '/tasks?finishedSince=-1', '/tasks?finishedSince=1&wait=61', '/task/x?waiting=1'])(
    'GET %s',
    async (path) => {
      problem(await runner.ask(path), 400, 'invalid-request');
    },
  );
});

describe('the server', () => {
  it('has room for others while clients wait', async () => {
    const few = await startRunner({ 'web-threads': 2 });
    const id = await few.start('exec sleep 60');
    const { finished } = await few.tasks('?finishedSince=0');
    const polls = Array.from({ length: 6 }, (_, i) =>
      few.ask(i % 2 === 0 ? `/task/${id}?wait=50` : `/tasks?finishedSince=${finished}&wait=50`),
    );
    expect((await few.task(id)).state).toBe('RUNNING');
    const { code } = await few.server.stop();
    expect([code, (await Promise.all(polls)).map(({ status }) => status)]).toEqual([0, Array(6).fill(200)]);
  });

  it('wants the token when there is one, and documents it', async () => {
    const token = 'sesame-open';
    const guarded = await startRunner({ auth: { token } });
    const headers = { authorization: `Bearer ${token}` };
    for (const path of ['/api/v1/capacity', '/api/v1/tasks', '/metrics', '/docs-json', '/version', '/nothing']) {
      const refused = await ask(guarded.server.url + path);
      problem(refused, 401, 'unauthorized');
      expect(refused.headers['www-authenticate']).toBe('Bearer');
    }
    expect((await guarded.ask('/capacity', { headers })).status).toBe(200);
    for (const path of ['/livez', '/readyz']) expect((await ask(guarded.server.url + path)).status).toBe(200);
    const document = JSON.parse((await ask(`${guarded.server.url}/docs-json`, { headers })).body) as object;
    expect(openApiFaults(document)).toEqual([]);
    expect(document).toMatchObject({ security: [{ bearer: [] }] });
  });

  it('listens beyond its host only with a token, or when it is told that this is all right', async () => {
    const config = { ip: '0.0.0.0', isolation: NO_ISOLATION };
    await expect(startServer('daggyr', { config })).rejects.toThrow(
      /ended with 2: daggyr: .*daggyr\.json: key "\/ip": .*"auth".*"allowUnauthenticated": true/,
    );
    const bold = await startServer('daggyr', { config: { ...config, allowUnauthenticated: true } });
    expect((await bold.stop()).code).toBe(0);
  });

  it('counts', async () => {
    const { body } = await ask(`${runner.server.url}/metrics`);
    for (const line of [
      /^daggy_runner_tasks_finished_total\{cause="timeout"\} [1-9]/m,
      /^daggy_runner_tasks_running 0$/m,
      /^daggy_runner_capacity\{measure="cores"\} 4$/m,
      /^daggy_runner_capacity_free\{measure="memoryMB"\} 1000$/m,
    ]) {
      expect(body).toMatch(line);
    }
  });
});
