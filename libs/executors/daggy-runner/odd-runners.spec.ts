import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { STORE_ID, until } from '../../../test/contract/executor/probe';
import { RunnerBench, RunnerHost } from '../../../test/contract/executor/runner-host';
import { stopAll } from '../../../test/support/daggy-process';

jest.setTimeout(40_000);

const LOST_AFTER_SECONDS = 2;

let host: RunnerHost;
let bench: RunnerBench;

beforeEach(async () => {
  bench = new RunnerBench();
  host = await RunnerHost.start();
});
afterEach(async () => {
  await bench.close();
  await host.proxy.close();
  await stopAll();
});

describe('a runner that is listed twice', () => {
  it('is used once, and its tasks are left alone', async () => {
    const urls = [host.url, `http://127.0.0.1:${host.port}`];
    const config = { runners: urls.map((url) => ({ url })), lostAfterSeconds: LOST_AFTER_SECONDS };
    const executor = await bench.openAndAdopt(config);
    await until('it is noticed', () => bench.said.some((line) => line.includes('is the same runner as')));
    const orders = ['a', 'b', 'c', 'd'].map((name) => executor.order(bench.waitingJob(name)));
    executor.start(...orders);
    for (const name of ['a', 'b', 'c', 'd']) await bench.untilBegun(name);
    await until('it is lost', () => executor.executor.runners?.().some(({ state }) => state === 'lost') ?? false);
    const fifth = executor.executor.placer?.place(executor.order(bench.job('e')));
    expect(fifth).toMatch(/^no runner has 1 core and 1 MB free; not reached: .* is the same runner as http/);
    bench.go();
    for (const order of orders) expect((await executor.resultOf(order)).outcome).toEqual({ cause: 'exit', rc: 0 });
  });
});

describe('something else than a runner', () => {
  it.each(['{"ok":true}', 'null', 'hello'])('is no runner, and does no harm: %s', async (answer) => {
    const stranger = createServer((_, response) => response.end(answer));
    await once(stranger.listen(0, '127.0.0.1'), 'listening');
    const { port } = stranger.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    try {
      const executor = await bench.openAndAdopt({ runners: [{ url }, { url: host.url }], lostAfterSeconds: 20 });
      const refusal = executor.executor.placer?.place(executor.order(bench.job('big', '', { cores: 1000 })));
      expect(refusal).toContain(`${url}: it does not answer like a daggyr`);
      expect((await executor.run(bench.job('a'))).result.executorLog).toBe(`on ${host.url}`);
    } finally {
      stranger.closeAllConnections();
      stranger.close();
    }
  });
});

describe('a server whose store somebody has taken over', () => {
  it('says so, starts nothing, and has lost its attempts in the end', async () => {
    const executor = await bench.openAndAdopt({ runners: [{ url: host.url }], lostAfterSeconds: LOST_AFTER_SECONDS });
    const order = executor.order(bench.waitingJob('a'));
    executor.start(order);
    await bench.untilBegun('a');
    await fetch(`${host.url}/api/v1/capacity`, { headers: { 'daggy-owner': `${STORE_ID}:999999` } });
    await until('it notices', () => executor.executor.runners?.()[0].state === 'unreachable');
    const refusal = executor.executor.placer?.place(executor.order(bench.job('b')));
    expect(refusal).toContain('another daggyd has taken the store over');
    expect(bench.said.join()).toContain('restart the runner');
    const { outcome, executorLog } = await executor.resultOf(order);
    expect(outcome).toEqual({ cause: 'lost' });
    expect(executorLog).toContain('another daggyd has taken the store over');
  });
});

describe('output that is not there any more', () => {
  it('makes a success a failure', async () => {
    const executor = await bench.openAndAdopt({ runners: [{ url: host.url }] });
    host.proxy.onRequest((request) => {
      const isOutput = /^GET \/api\/v1\/task\/\S+\/stdout/.test(request.toString('latin1'));
      if (isOutput) rmSync(join(host.runner.server.dataDirectory, 'output'), { recursive: true, force: true });
      return 'forward';
    });
    const { result } = await executor.run(bench.job('a', 'echo hello'));
    expect(result.outcome).toEqual({ cause: 'exit', rc: 74 });
    expect(result.executorLog).toContain('its output could not be kept: the runner has 0 of 6 bytes of its stdout');
  });
});

describe('output at a runner that says nothing', () => {
  it('cannot be read, and that is said at once', async () => {
    const executor = await bench.openAndAdopt({ runners: [{ url: host.url }], lostAfterSeconds: 8 });
    const order = executor.order(bench.waitingJob('a'));
    executor.start(order);
    await bench.untilBegun('a');
    host.runner.server.signal('SIGSTOP');
    try {
      // Nobody has noticed yet.
      await expect(executor.output(order)).rejects.toThrow(`The output is at ${host.url}, which cannot be reached`);
      host.proxy.cut();
      await until('it is noticed', () => executor.executor.runners?.()[0].state === 'unreachable');
      const begin = Date.now();
      await expect(executor.output(order)).rejects.toThrow(`The output is at ${host.url}, which cannot be reached`);
      expect(Date.now() - begin).toBeLessThan(1_000);
    } finally {
      host.runner.server.signal('SIGCONT');
    }
    bench.go();
    expect((await executor.resultOf(order)).outcome).toEqual({ cause: 'exit', rc: 0 });
    expect(await executor.output(order)).toBe('done a\n');
  });
});
