import { problem } from '../support/api';
import { stopAll } from '../support/daggy-process';
import { RawConnection, until } from '../support/http';
import { type RunnerApi, startRunner } from '../support/runner';

jest.setTimeout(60_000);
afterAll(stopAll);

let runner: RunnerApi;
beforeAll(async () => {
  runner = await startRunner();
});

const order = (taskID: string, script: string) => ({
  taskID,
  command: ['/bin/sh', '-c', script],
  cores: 0.1,
  memoryMB: 10,
});

describe('owners', () => {
  const owned = (owner: string) => runner.ask('/tasks', { headers: { 'daggy-owner': owner } });

  it('with a smaller token than one before are refused', async () => {
    expect((await owned('00000000000000aa:5')).status).toBe(200);
    problem(await owned('00000000000000aa:4'), 409, 'fenced');
    problem(await runner.send('POST', '/tasks', { tasks: [] }, { 'daggy-owner': '00000000000000aa:4' }), 409, 'fenced');
    expect((await owned('00000000000000ab:1')).status).toBe(200);
    expect((await owned('00000000000000aa:6')).status).toBe(200);
    expect((await runner.ask('/tasks')).status).toBe(200);
  });

  it('that are overtaken while they wait are told nothing any more', async () => {
    const { finished } = await runner.tasks('?finishedSince=0');
    const headers = { 'daggy-owner': '00000000000000ac:1' };
    const waiting = runner.ask(`/tasks?finishedSince=${finished}&wait=30`, { headers });
    expect((await owned('00000000000000ac:2')).status).toBe(200);
    await runner.runToEnd('exit 0');
    problem(await waiting, 409, 'fenced');
  });

  it('that are overtaken while their body is on its way change nothing', async () => {
    const kept = await Promise.all([1, 2].map(() => runner.start('exec sleep 60')));
    const before = (await runner.tasks()).items;
    const changes: [string, object][] = [
      ['/task', order('late-1', 'exec sleep 60')],
      ['/tasks', { tasks: [order('late-2', 'exec sleep 60')] }],
      ['/tasks/stop', { taskIDs: kept, cause: 'killed' }],
      ['/tasks/forget', { taskIDs: kept }],
    ];
    for (const [index, [path, fields]] of changes.entries()) {
      const body = JSON.stringify(fields);
      const store = `00000000000000b${index}`;
      const connection = new RawConnection(Number(new URL(runner.server.url).port));
      const more = `Daggy-Owner: ${store}:5\r\nContent-Length: ${body.length}\r\nExpect: 100-continue`;
      connection.send(`POST /api/v1${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n\r\n`);
      // Its owner was looked at by now.
      await until('the body is wanted', () => connection.received.includes('100 Continue'));
      expect((await owned(`${store}:6`)).status).toBe(200);
      connection.send(body);
      await until('the answer', () => /HTTP\/1\.1 [2-5]/.test(connection.received));
      expect(connection.received).toMatch(/HTTP\/1\.1 409 [^]*"fenced"/);
      connection.destroy();
    }
    expect((await runner.tasks()).items).toEqual(before);
    for (const id of kept) await runner.ask(`/task/${id}`, { method: 'DELETE' });
  });

  it('that are overtaken while a task of theirs is on its way out do not have it forgotten', async () => {
    const id = await runner.start('trap "sleep 0.3; exit 0" TERM; echo ready; while :; do sleep 0.05; done');
    await runner.until(
      'the trap',
      () => runner.task(id),
      ({ outputLog }) => outputLog === 'ready\n',
    );
    const removed = runner.ask(`/task/${id}`, { method: 'DELETE', headers: { 'daggy-owner': '00000000000000ad:1' } });
    await owned('00000000000000ad:2');
    problem(await removed, 409, 'fenced');
    expect((await runner.task(id, 10)).state).toBe('FINISHED');
  });

  it.each(['x', '00000000000000aa:', '00000000000000aa:-1', '00000000000000AA:1'])('%s is no owner', async (owner) => {
    problem(await owned(owner), 400, 'invalid-request');
  });
});

it('starts that are meant for a former life of the runner are not carried out', async () => {
  const { runner: status } = await runner.tasks();
  const start = (taskID: string, instance: string) =>
    runner.send('POST', '/tasks', { tasks: [order(taskID, 'exit 0')] }, { 'daggy-instance': instance });
  problem(await start('for-another', '0123456789abcdef'), 409, 'conflict');
  problem(await runner.ask('/task/for-another'), 404, 'task-not-found');
  expect((await start('for-this', status.instance)).status).toBe(200);
  expect((await runner.task('for-this', 10)).rc).toBe(0);
});
