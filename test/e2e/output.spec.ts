import { request as httpRequest } from 'node:http';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LineCounts, lineCountsSchema } from '#wire/line-counts';
import { searchAnswerSchema, type SearchAnswer } from '#wire/search';
import { type Task, taskSchema } from '#wire/task';
import { type Api, problem, shell, startDaggyd } from '../support/api';
import { stopAll, temporaryDirectory } from '../support/daggy-process';
import { until } from '../support/http';

jest.setTimeout(60_000);

let api: Api;
let runID: number;
const LINES = 30_000;

beforeAll(async () => {
  api = await startDaggyd({ limits: { maxOutputBytes: 1_000_000 } });
  runID = await api.submit({
    tasks: {
      short: { job: shell('printf "one\\ntwo\\nthree"; printf oops >&2') },
      long: { job: shell(`seq 1 ${LINES}`) },
      none: { job: shell('exit 0') },
      bytes: { job: shell("printf '\\377\\000\\303\\244'") },
      huge: { job: shell('head -c 3000000 /dev/zero') },
    },
  });
  await api.reached(runID, 'COMPLETED');
});
afterAll(stopAll);

const path = (task: string, rest: string, attempt = 1) => `/dagruns/${runID}/tasks/${task}/attempts/${attempt}/${rest}`;

describe('the output of an attempt', () => {
  it('comes byte for byte', async () => {
    const answer = await api.ask(path('short', 'stdout'));
    expect([answer.status, answer.body]).toEqual([200, 'one\ntwo\nthree']);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'accept-ranges': 'bytes',
      'content-length': '13',
    });
    expect((await api.ask(path('short', 'stderr'))).body).toBe('oops');
    expect((await api.ask(path('none', 'stdout'))).body).toBe('');
    expect((await api.ask(path('bytes', 'stdout'))).headers['content-length']).toBe('4');
    expect((await api.ask(path('short', 'stdout'), { method: 'HEAD' })).headers['content-length']).toBe('13');
  });

  it('comes in ranges', async () => {
    const ranged = (range: string) => api.ask(path('short', 'stdout'), { headers: { range } });
    const middle = await ranged('bytes=4-6');
    expect([middle.status, middle.body, middle.headers['content-range']]).toEqual([206, 'two', 'bytes 4-6/13']);
    expect((await ranged('bytes=-5')).body).toBe('three');
    expect((await ranged('bytes=8-99')).body).toBe('three');
    const beyond = await ranged('bytes=13-');
    problem(beyond, 416, 'range-not-satisfiable');
    expect(beyond.headers['content-range']).toBe('bytes */13');
    expect((await ranged('lines=1-2')).status).toBe(200);
  });

  it('comes as a tail', async () => {
    expect((await api.ask(path('short', 'stdout?tail=2'))).body).toBe('two\nthree');
    expect((await api.ask(path('long', 'stdout?tail=1'))).body).toBe(`${LINES}\n`);
    expect((await api.ask(path('short', 'stdout?tail=0'))).body).toBe('');
    problem(await api.ask(path('short', 'stdout?tail=-1')), 400, 'invalid-request');
    problem(await api.ask(path('short', 'stdout?tail=1'), { headers: { range: 'bytes=0-1' } }), 400, 'invalid-request');
  });

  it('comes from a byte on', async () => {
    expect((await api.ask(path('short', 'stdout?from=4'))).body).toBe('two\nthree');
    expect((await api.ask(path('short', 'stdout?from=99'))).body).toBe('');
    expect((await api.ask(path('short', 'stdout?from=4&follow=true'))).body).toBe('two\nthree');
    problem(await api.ask(path('short', 'stdout?from=4&tail=1')), 400, 'invalid-request');
  });

  it('has its lines counted', async () => {
    const lines = (query: string) => api.get<LineCounts>(path('long', `stdout/lines${query}`), lineCountsSchema);
    const counts = await lines('');
    expect([counts.size, counts.newlines.reduce((sum, each) => sum + each, 0)]).toEqual([168_894, LINES]);
    expect((await lines('?from=65536')).newlines).toEqual(counts.newlines.slice(1));
    expect((await lines('?from=6553600')).newlines).toEqual([]);
    problem(await api.ask(path('long', 'stdout/lines?from=7')), 400, 'invalid-request');
    expect((await api.get<LineCounts>(path('none', 'stderr/lines'), lineCountsSchema)).newlines).toEqual([]);
  });

  it('can be searched', async () => {
    const search = (query: string) => api.get<SearchAnswer>(path('long', `stdout/search?${query}`), searchAnswerSchema);
    expect(await search('regex=^777$')).toEqual({ items: [{ line: 777, offset: 2996, text: '777' }], more: false });
    const some = await search('regex=7&limit=3');
    expect([some.items.map(({ text }) => text), some.more]).toEqual([['7', '17', '27'], true]);
    expect((await search(`regex=${encodeURIComponent('^(1+)+x')}`)).items).toEqual([]);
    problem(await api.ask(path('long', 'stdout/search')), 400, 'invalid-request');
    problem(await api.ask(path('long', 'stdout/search?regex=(')), 400, 'invalid-request');
  });

  it('is cut in the middle above the cap, and the task shows its end', async () => {
    const answer = await api.ask(path('huge', 'stdout'));
    expect(answer.body.length).toBeLessThanOrEqual(1_000_000);
    expect(answer.body).toContain('bytes cut out');
    const { attempts } = await api.get<Task>(`/dagruns/${runID}/tasks/huge`, taskSchema);
    expect(attempts[0]).toMatchObject({ outputBytes: 3_000_000, truncated: true });
    expect(attempts[0].outputLog).toHaveLength(65_536);
  });

  it.each(['0', '2', '-1', 'x', '99999999999'])('there is no attempt %s', async (attempt) => {
    problem(await api.ask(`/dagruns/${runID}/tasks/short/attempts/${attempt}/stdout`), 404, 'attempt-not-found');
  });
});

describe('following', () => {
  /** Receives what is sent as it is sent. */
  function follow(url: string): { received: () => string; ended: () => boolean; stop: () => void } {
    let text = '';
    let over = false;
    const request = httpRequest(url, { agent: false }, (response) => {
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => (over = true)).on('error', () => undefined);
    });
    request.on('error', () => undefined).end();
    return { received: () => text, ended: () => over, stop: () => request.destroy() };
  }

  it('sends what a running command writes, until it ends', async () => {
    const file = join(temporaryDirectory(), 'said');
    writeFileSync(file, '');
    const script = `tail -n +1 -f ${file} | while read line; do echo "$line"; if [ "$line" = end ]; then kill 0; fi; done`;
    const id = await api.submit({ tasks: { say: { job: shell(`echo begin; ${script}`) } } });
    const url = `${api.server.url}/api/v1/dagruns/${id}/tasks/say/attempts/1/stdout`;
    await api.until(
      'it runs',
      () => api.run(id),
      ({ taskCounts }) => taskCounts.RUNNING === 1,
    );
    const client = follow(`${url}?follow=true`);
    await until('the begin', () => client.received() === 'begin\n');
    appendFileSync(file, 'more\n');
    await until('what came later', () => client.received() === 'begin\nmore\n');
    expect((await api.ask(`/dagruns/${id}/tasks/say/attempts/1/stdout`)).body).toBe('begin\nmore\n');
    const tail = follow(`${url}?follow=true&tail=1`);
    await until('the tail', () => tail.received() === 'more\n');
    const gone = follow(`${url}?follow=true`);
    await until('another client', () => gone.received() !== '');
    gone.stop();
    expect(client.ended()).toBe(false);
    appendFileSync(file, 'end\n');
    await until('the end', () => client.ended() && tail.ended());
    expect([client.received(), tail.received()]).toEqual(['begin\nmore\nend\n', 'more\nend\n']);
  });

  it('of an attempt that has ended ends at once', async () => {
    expect((await api.ask(path('short', 'stdout?follow=true'))).body).toBe('one\ntwo\nthree');
  });

  it('keeps nobody else waiting', async () => {
    const few = await startDaggyd({ 'web-threads': 2 });
    const id = await few.submit({ tasks: { a: { job: shell('echo x; exec sleep 60') } } });
    await few.until(
      'it runs',
      () => few.run(id),
      ({ taskCounts }) => taskCounts.RUNNING === 1,
    );
    const clients = Array.from({ length: 5 }, () =>
      follow(`${few.server.url}/api/v1/dagruns/${id}/tasks/a/attempts/1/stdout?follow=true`),
    );
    await until('all follow', () => clients.every(({ received }) => received() === 'x\n'));
    expect((await few.run(id)).state).toBe('RUNNING');
    const { code } = await few.server.stop();
    expect(code).toBe(0);
    await until('streams have ended', () => clients.every(({ ended }) => ended()));
  });
});
