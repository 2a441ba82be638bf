import type { ServerResponse } from 'node:http';
import { runSummaryExample } from '#wire/run';
import { closeServer, serve } from '../../../test/support/http';
import { connectTo } from '../api/connect';
import type { Patience } from './patience';
import { waitForRun } from './wait-for-run';

const TIME = '2026-11-20T08:00:00.000Z';

/** A server whose connections of events say one thing after the other, and whose run ends when the last of them is asked for. */
async function scripted(streams: readonly ((response: ServerResponse) => void)[]) {
  const asked: (string | undefined)[] = [];
  const { server, url } = await serve((request, response) => {
    if (request.url?.startsWith('/api/v1/events')) {
      asked.push(request.headers['last-event-id'] as string | undefined);
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      return streams[asked.length - 1](response);
    }
    const state = asked.length === streams.length ? 'COMPLETED' : 'RUNNING';
    response.end(JSON.stringify({ ...runSummaryExample, state }));
  });
  return { asked, api: connectTo(url), close: () => closeServer(server) };
}

function event(id: string, data: object): string {
  return `id: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}

const patience: Patience = {
  seconds: 10,
  signal: new AbortController().signal,
  onLost: () => undefined,
  onBack: () => undefined,
};

describe('waitForRun', () => {
  it('resumes after the last event, and looks afresh when events were missed', async () => {
    const { asked, api, close } = await scripted([
      (response) => {
        response.write(event('a-1', { type: 'task', time: TIME, runID: 42, task: 't', state: 'RUNNING', attempt: 1 }));
        response.end(event('a-2', { type: 'tasks-added', time: TIME, runID: 42, task: 't', count: 1 }));
      },
      (response) => response.destroy(),
      (response) => response.write(event('b-0', { type: 'missed', time: TIME })),
    ]);
    expect(await waitForRun(api, 42, patience)).toMatchObject({ state: 'COMPLETED' });
    expect(asked).toEqual([undefined, 'a-2', 'a-2']);
    await close();
  });

  it('looks afresh as well when no event came before the connection was lost', async () => {
    const { asked, api, close } = await scripted([(response) => response.end(), () => undefined]);
    expect(await waitForRun(api, 42, patience)).toMatchObject({ state: 'COMPLETED' });
    expect(asked).toEqual([undefined, undefined]);
    await close();
  });
});
