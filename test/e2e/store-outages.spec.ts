import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Task, type TaskList, taskListSchema, taskSchema } from '#wire/task';
import { beginDaggyd, problem, shell, startDaggyd } from '../support/api';
import { type DaggyProcess, runToEnd, stopAll, temporaryDirectory } from '../support/daggy-process';
import { describeWith } from '../support/describe-with';
import { freePort } from '../support/free-port';
import { ask } from '../support/http';
import { NETWORK_STORES, type StoreServer } from '../support/network-stores';
import { TCPProxy } from '../support/tcp-proxy';

jest.setTimeout(120_000);

const dry = { executionParameters: { pool: 'dry' } };
const one = { ...dry, tasks: { a: { job: {} } } };

const ready = (server: DaggyProcess) => ask(`${server.url}/readyz`);

function indices(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${i}`);
}

describe.each(NETWORK_STORES)('$name', ({ program, installed, start }) => {
  describeWith(program, installed, 'with a server that fails', () => {
    let server: StoreServer;

    beforeAll(async () => {
      server = await start();
    });
    afterEach(stopAll);
    afterAll(() => server.dispose());

    /** What takes the store away, and what brings it back. */
    const outages: [string, (proxy: TCPProxy) => Promise<void> | void, (proxy: TCPProxy) => Promise<void> | void][] = [
      ['was killed', () => server.kill(), () => server.start()],
      ['is frozen', () => server.freeze(), () => server.thaw()],
      ['goes silent', (proxy) => proxy.silence(), (proxy) => proxy.heal()],
    ];

    it.each(outages)(
      'loses and doubles nothing when it %s under load, and goes on by itself',
      async (_, away, back) => {
        const proxy = await TCPProxy.to(server.port);
        const ledger = join(temporaryDirectory(), 'ledger');
        const api = await startDaggyd({ logger: server.logger(proxy.port) });
        const lines = () => readFileSync(ledger, { encoding: 'utf8', flag: 'a+' }).split('\n').filter(Boolean);
        const runID = await api.submit({
          parameters: { I: indices(600) },
          tasks: {
            first: { job: { command: ['sh', '-c', `echo first {{I}} >> ${ledger}; sleep 0.02`] }, children: ['last'] },
            last: { job: { command: ['sh', '-c', `echo last >> ${ledger}`] } },
          },
        });
        await api.until(
          'some have run',
          () => Promise.resolve(lines().length),
          (count) => count > 20,
        );
        await away(proxy);
        await api.until(
          'it is not ready',
          () => ready(api.server),
          ({ status }) => status === 503,
        );
        expect(problem(await ready(api.server), 503, 'not-ready').detail).toContain('store');
        problem(await api.send('POST', '/dagruns', one), 503, 'store-unavailable');
        expect((await api.run(runID)).state).toBe('RUNNING');
        await back(proxy);
        await api.until(
          'it is ready',
          () => ready(api.server),
          ({ status }) => status === 200,
        );
        await api.reached(runID, 'COMPLETED');
        const expected = [...indices(600).map((i) => `first ${i}`), 'last'];
        expect(lines().toSorted()).toEqual(expected.toSorted());
        expect(lines().at(-1)).toBe('last');
        const { items } = await api.get<TaskList>(`/dagruns/${runID}/tasks?limit=1000`, taskListSchema);
        expect(new Set(items.map(({ attempts }) => attempts))).toEqual(new Set([1]));
        expect(items).toHaveLength(601);
        await proxy.close();
      },
    );

    it('is told of within seconds, in /readyz and in the log, also while daggyd has nothing to do', async () => {
      const api = await startDaggyd({ logger: server.logger() });
      const status = async () => (await ready(api.server)).status;
      server.freeze();
      await api.until('it is not ready', status, (seen) => seen === 503, 6_000);
      expect(problem(await ready(api.server), 503, 'not-ready').detail).toContain(`127.0.0.1:${server.port}`);
      problem(await api.send('POST', '/dagruns', one), 503, 'store-unavailable');
      server.thaw();
      await api.until('it is ready', status, (seen) => seen === 200);
      await api.reached(await api.submit(one), 'COMPLETED');
      const said = api.server.stderr.split('\n').filter((line) => line.includes('"context":"store"'));
      expect(said.filter((line) => line.includes('has not answered for some seconds'))).toHaveLength(1);
      expect(said.filter((line) => line.includes('The store works again'))).toHaveLength(1);
    });

    it('is waited for when it is not there at the start', async () => {
      await server.kill();
      const port = await freePort();
      const api = beginDaggyd({ port, logger: server.logger() });
      const starting = await api.until(
        'it says what it waits for',
        () => ask(`http://127.0.0.1:${port}/readyz`).catch(() => undefined),
        (answer) => answer?.body.includes(`127.0.0.1:${server.port}`) === true,
      );
      expect(starting?.status).toBe(503);
      expect((await ask(`http://127.0.0.1:${port}/livez`)).status).toBe(200);
      expect(api.server.stderr).toContain('Waiting for the store');
      await server.start();
      await api.server.listening;
      await api.reached(await api.submit(one), 'COMPLETED');
    });

    it('can be given up on while it is waited for', async () => {
      await server.kill();
      const api = beginDaggyd({ logger: server.logger() });
      await api.until(
        'it waits',
        () => Promise.resolve(api.server.stderr),
        (said) => said.includes('Waiting for the store'),
      );
      expect((await api.server.stop()).code).toBe(0);
      await server.start();
    });
  });

  describeWith(program, installed, 'with two daggyd', () => {
    let server: StoreServer;

    beforeEach(async () => {
      server = await start();
    });
    afterEach(async () => {
      await stopAll();
      await server.dispose();
    });

    it('refuses the second one, until the first was killed', async () => {
      const dataDirectory = temporaryDirectory();
      const first = await startDaggyd({ logger: server.logger() }, { dataDirectory });
      const runID = await first.submit({ tasks: { a: { job: shell('sleep 2; echo whole') } } });
      await first.until(
        'it runs',
        () => first.run(runID),
        ({ taskCounts }) => taskCounts.RUNNING === 1,
      );
      const { code, stderr } = await runToEnd('daggyd', { config: { port: 0, logger: server.logger() } });
      expect([code, stderr]).toEqual([1, expect.stringContaining(`in use by another daggyd (pid ${first.server.pid}`)]);
      await first.server.stop('SIGKILL');
      const second = await startDaggyd({ logger: server.logger() }, { dataDirectory });
      await second.reached(runID, 'COMPLETED');
      const { attempts } = await second.get<Task>(`/dagruns/${runID}/tasks/a`, taskSchema);
      expect(attempts).toMatchObject([{ attempt: 1, rc: 0, outputLog: 'whole\n' }]);
    });

    it('has the second one take over from a first one that froze, which ends when it wakes up', async () => {
      const dataDirectory = temporaryDirectory();
      const first = await startDaggyd({ logger: server.logger() }, { dataDirectory });
      const runID = await first.submit({
        tasks: { a: { job: shell('sleep 8; echo whole'), children: ['b'] }, b: { job: shell('echo $PPID') } },
      });
      await first.until(
        'it runs',
        () => first.run(runID),
        ({ taskCounts }) => taskCounts.RUNNING === 1,
      );
      first.server.signal('SIGSTOP');
      const second = await startDaggyd({ logger: server.logger() }, { dataDirectory });
      expect((await second.run(runID)).taskCounts.RUNNING).toBe(1);
      first.server.signal('SIGCONT');
      const { code, stderr } = await first.server.ended;
      expect([code, stderr.match(/another daggyd has taken over/g)]).toEqual([1, [expect.anything()]]);
      await second.reached(runID, 'COMPLETED');
      const { attempts } = await second.get<Task>(`/dagruns/${runID}/tasks/a`, taskSchema);
      expect(attempts).toMatchObject([{ attempt: 1, rc: 0, outputLog: 'whole\n' }]);
    });

    it('has a first one that was taken over from elsewhere end its tasks, and refuse everything meanwhile', async () => {
      const folder = temporaryDirectory();
      const first = await startDaggyd({ logger: server.logger() });
      const runID = await first.submit({
        tasks: {
          a: {
            job: shell(`trap '' TERM; echo $$ >> ${folder}/pids; while :; do sleep 0.1; done`),
            retryIntervalSeconds: 1,
          },
        },
      });
      const pids = () =>
        readFileSync(join(folder, 'pids'), { encoding: 'utf8', flag: 'a+' }).split('\n').filter(Boolean);
      await first.until(
        'it runs',
        () => Promise.resolve(pids().length),
        (count) => count === 1,
      );
      first.server.signal('SIGSTOP');
      const second = await startDaggyd({ logger: server.logger() });
      const { attempts } = await second.until(
        'it was tried again',
        () => second.get<Task>(`/dagruns/${runID}/tasks/a`, taskSchema),
        (task) => task.attempts.length === 2,
      );
      expect(attempts[0]).toMatchObject({ cause: 'lost' });
      first.server.signal('SIGCONT');
      problem(await first.send('POST', '/dagruns', one), 503, 'fenced');
      problem(await first.ask(`/dagruns/${runID}`), 503, 'fenced');
      expect(problem(await ready(first.server), 503, 'not-ready').detail).toContain('has taken over');
      const { code, stderr } = await first.server.ended;
      expect([code, stderr.match(/another daggyd has taken over/g)]).toEqual([1, [expect.anything()]]);
      expect(existsSync(`/proc/${pids()[0]}`)).toBe(false);
      await second.send('PATCH', `/dagruns/${runID}/state`, { state: 'KILLED' });
      await second.reached(runID, 'KILLED');
    });
  });
});
