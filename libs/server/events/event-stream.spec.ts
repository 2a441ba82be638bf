import { get, type IncomingMessage, type Server } from 'node:http';
import { closeServer, serve, until } from '../../../test/support/http';
import { EventStream, type Heartbeat } from './event-stream';

let server: Server;
let url: string;
let stop: AbortController;
let stream: EventStream | undefined;
let ended: number;
let heartbeat: Heartbeat;

beforeAll(async () => {
  ({ server, url } = await serve((request, response) => {
    stream = new EventStream(request, response, stop.signal, heartbeat);
    void stream.ended.then(() => ended++);
  }));
});
beforeEach(() => {
  stop = new AbortController();
  stream = undefined;
  ended = 0;
  heartbeat = { everyMs: 30, isEvent: false };
});
afterAll(() => closeServer(server));

async function open() {
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    get(url, { agent: false }, resolve).on('error', reject),
  );
  const state = { text: '', closed: false };
  response.on('close', () => (state.closed = true)).on('error', () => undefined);
  return {
    response,
    state,
    read: () => response.setEncoding('utf8').on('data', (text: string) => (state.text += text)),
  };
}

describe('EventStream', () => {
  it('writes events as clients parse them', async () => {
    const { response, state, read } = await open();
    read();
    expect(response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
    });
    stream?.send({ id: '7', event: 'task', data: { text: 'two\nlines' } });
    await until('the event', () => state.text.includes('id: 7\nevent: task\ndata: {"text":"two\\nlines"}\n\n'));
    stream?.send({ id: '8\nevent: forged', data: 1 });
    await until('the next', () => state.text.includes('id: 8 event: forged\ndata: 1\n\n'));
    response.destroy();
    await until('the end', () => ended === 1);
  });

  it('sends comments while nothing happens', async () => {
    const { response, state, read } = await open();
    read();
    await until('heartbeats', () => state.text.startsWith(':\n\n:\n\n:\n\n'));
    response.destroy();
    await until('the end', () => ended === 1);
  });

  it('sends events instead of comments to who wants them', async () => {
    heartbeat = { everyMs: 30, isEvent: true };
    const { response, state, read } = await open();
    read();
    const beat = 'event: heartbeat\ndata: {}\n\n';
    await until('heartbeats', () => state.text.startsWith(`:\n\n${beat}${beat}`));
    response.destroy();
    await until('the end', () => ended === 1);
  });

  it('cuts off who does not read, and nobody else', async () => {
    const { response, state } = await open();
    response.pause();
    const data = 'x'.repeat(64 * 1024);
    for (let i = 0; i < 1000 && ended === 0; i++) {
      stream?.send({ data });
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until('the end', () => ended === 1);
    response.resume();
    await until('the client to notice', () => state.closed);
  });

  it('ends when the server stops', async () => {
    const { state, read } = await open();
    read();
    stop.abort();
    await until('the end', () => ended === 1 && state.closed);
    stream?.send({ data: 'too late' });
  });
});
