import { Ajv } from 'ajv';
import { eventSchema } from '#wire/event';
import { type Api, problem, startDaggyd } from '../support/api';
import { stopAll } from '../support/daggy-process';
import { EventClient, type ReceivedEvent } from '../support/event-client';
import { until } from '../support/http';

jest.setTimeout(60_000);

let api: Api;
beforeAll(async () => {
  api = await startDaggyd();
});
const clients: EventClient[] = [];
afterAll(async () => {
  for (const each of clients) each.stop();
  await stopAll();
});

const dry = { executionParameters: { pool: 'dry' } };
const valid = new Ajv({ strict: false, validateFormats: false }).compile(eventSchema);

function listen(query = '', headers: Record<string, string> = {}): Promise<EventClient> {
  const client = new EventClient(`${api.server.url}/api/v1/events${query}`, headers);
  clients.push(client);
  return client.connected();
}

/** `run COMPLETED`, `a RUNNING`, ... */
function said({ data }: ReceivedEvent): string {
  const of = 'task' in data ? data.task : data.type;
  return `${of} ${'state' in data ? data.state : ''}`;
}

describe('events', () => {
  it('tell every change of a run in order, from the headers on', async () => {
    const all = await listen();
    expect([all.status, all.type]).toEqual([200, 'text/event-stream; charset=utf-8']);
    const runID = await api.submit({ ...dry, tasks: { a: { job: {}, children: ['b'] }, b: { job: { rc: 3 } } } });
    await until('its end', () => all.events.some((event) => said(event) === 'run ERRORED'));
    expect(all.events.map(said)).toEqual([
      'run QUEUED',
      'run RUNNING',
      'a RUNNING',
      'a COMPLETED',
      'b RUNNING',
      'b ERRORED',
      'run ERRORED',
    ]);
    for (const { data, event, id } of all.events) {
      expect(valid(data)).toBe(true);
      expect([event, 'runID' in data && data.runID, id]).toEqual([
        data.type,
        runID,
        expect.stringMatching(/^[0-9a-f]+-\d+$/),
      ]);
    }
    expect((await api.ask(`/dagruns/${runID}`, { method: 'DELETE' })).status).toBe(204);
    await until('the removal', () => all.events.at(-1)?.event === 'run-removed');
  });

  it('of one run are told alone', async () => {
    const slow = await api.submit({ ...dry, tasks: { a: { job: { durationMs: 300 } } } });
    const client = await listen(`?runID=${slow}`);
    const other = await api.submit({ ...dry, tasks: { a: { job: {} } } });
    await api.reached(other, 'COMPLETED');
    await until('its end', () => client.events.some((event) => said(event) === 'run COMPLETED'));
    for (const { data } of client.events) expect(data).toMatchObject({ runID: slow });
    problem(await api.ask('/events?runID=99999'), 404, 'run-not-found');
    problem(await api.ask('/events?runID=x'), 400, 'invalid-request');
    problem(await api.ask('/events?run=1'), 400, 'invalid-request');
    problem(await api.ask('/events?heartbeatSeconds=0'), 400, 'invalid-request');
  });

  it('come with heartbeats for who wants them, which are not events to go on after', async () => {
    const client = await listen('?heartbeatSeconds=1');
    await until('two of them', () => client.events.length >= 2, 10_000);
    expect(client.events.slice(0, 2)).toEqual(Array(2).fill({ event: 'heartbeat', id: '', data: {} }));
  });

  it('go on after Last-Event-ID without a gap', async () => {
    const first = await listen();
    const runID = await api.submit({ ...dry, tasks: { a: { job: {} }, b: { job: {} } } });
    await until('its end', () => first.events.some((event) => said(event) === 'run COMPLETED'));
    const resumed = await listen('', { 'last-event-id': first.events[1].id });
    await until('the rest', () => resumed.events.length === first.events.length - 2);
    expect(resumed.events).toEqual(first.events.slice(2));
    const ofRun = await listen(`?runID=${runID}`, { 'last-event-id': first.events.at(-1)?.id ?? '' });
    await api.send('PATCH', `/dagruns/${runID}/tasks/a/state`, { state: 'QUEUED' });
    await until('what came later', () => ofRun.events.some((event) => said(event) === 'run COMPLETED'));
    expect(ofRun.events[0].data).toMatchObject({ task: 'a', state: 'QUEUED' });
  });

  it.each(['nonsense', '000000000000-3', '1', '-'])('tell that some were missed after the id %j', async (id) => {
    const client = await listen('', { 'last-event-id': id });
    await until('the first', () => client.events.length > 0);
    expect(client.events[0]).toMatchObject({ event: 'missed', data: { type: 'missed' } });
    await api.submit({ ...dry, tasks: { a: { job: {} } } });
    await until('news', () => client.events.length > 3);
  });

  it('reach a client that reads late, however many there are', async () => {
    const values = Array.from({ length: 5_000 }, (_, i) => `${i}`);
    const before = await listen();
    const first = await api.submit({ ...dry, tasks: { a: { job: {} } } });
    await api.reached(first, 'COMPLETED');
    await until('some', () => before.events.length > 3);
    const runID = await api.submit({ ...dry, parameters: { N: values }, tasks: { a: { job: { output: '{{N}}' } } } });
    await api.reached(runID, 'COMPLETED');
    const late = await listen('', { 'last-event-id': before.events[3].id });
    await until(
      'all of them',
      () => said(late.events.at(-1) ?? before.events[0]) === 'run COMPLETED' && late.events.length > 10_000,
      20_000,
    );
    const numbers = late.events.map(({ id }) => Number(id.slice(id.indexOf('-') + 1)));
    expect(numbers).toEqual(numbers.map((_, i) => numbers[0] + i));
  });

  it('end when daggyd stops', async () => {
    const own = await startDaggyd();
    const client = await new EventClient(`${own.server.url}/api/v1/events`).connected();
    expect((await own.server.stop()).code).toBe(0);
    await until('the end of the stream', () => client.closed);
  });
});
