import type { ServerResponse } from 'node:http';
import { attemptExample } from '#wire/attempt';
import { taskExample } from '#wire/task';
import { closeServer, serve } from '../../../test/support/http';
import { connectTo } from '../api/connect';
import { followOutput } from './output';

const PLACE = { runID: 42, task: 't', attempt: attemptExample.attempt, stream: 'stdout' } as const;

describe('followOutput', () => {
  it('asks for the rest only, when the connection broke off', async () => {
    const streams: readonly ((response: ServerResponse) => void)[] = [
      (response) => response.write('abc', () => response.destroy()),
      (response) => response.end('de'),
    ];
    const asked: string[] = [];
    const { server, url } = await serve((request, response) => {
      if (request.method === 'HEAD') {
        response.setHeader('content-length', 7).end();
      } else if (request.url?.includes('/stdout')) {
        asked.push(request.url.split('?')[1]);
        streams[asked.length - 1](response);
      } else {
        const stopTime = '2026-11-20T08:00:00.000Z';
        response.end(JSON.stringify({ ...taskExample, attempts: [{ ...attemptExample, stopTime }] }));
      }
    });
    const patience = {
      seconds: 10,
      signal: new AbortController().signal,
      onLost: () => undefined,
      onBack: () => undefined,
    };
    let text = '';
    for await (const bytes of followOutput(connectTo(url), PLACE, 2, patience)) text += bytes.toString();
    expect(text).toBe('abcde');
    expect(asked).toEqual(['follow=true&from=2', 'follow=true&from=5']);
    await closeServer(server);
  });
});
