import { get, type Server } from 'node:http';
import { ask, closeServer, serve, until } from '../../../test/support/http';
import { GrowingSource } from '../../../test/support/growing-source';
import type { HttpProblem } from '../http/http-problem';
import { sendProblem } from '../http/send-problem';
import { CHUNK } from './byte-source';
import { type SendOptions, sendBytes } from './send-bytes';

let server: Server;
let url: string;
let source: GrowingSource;
let options: SendOptions;
let finished: number;

beforeAll(async () => {
  ({ server, url } = await serve((request, response) => {
    sendBytes(request, response, source, options).then(
      () => finished++,
      (error: HttpProblem) => sendProblem(request, response, error),
    );
  }));
});
beforeEach(() => {
  source = new GrowingSource('0123456789');
  options = {};
  finished = 0;
});
afterAll(() => closeServer(server));

const range = (text: string) => ask(url, { headers: { Range: text } });

describe('sendBytes', () => {
  it('sends all, as text that no browser takes for anything else', async () => {
    expect(await ask(url)).toMatchObject({
      status: 200,
      body: '0123456789',
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'content-length': '10',
        'accept-ranges': 'bytes',
        'x-content-type-options': 'nosniff',
      },
    });
  });

  it.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=8-', '89', 'bytes 8-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=-300', '0123456789', 'bytes 0-9/10'],
    ['bytes=9-99', '9', 'bytes 9-9/10'],
  ])('sends the range %s', async (header, body, contentRange) => {
    const answer = await range(header);
    expect(answer).toMatchObject({ status: 206, body, headers: { 'content-range': contentRange } });
  });

  it('begins where it is told to', async () => {
    options = { from: 4 };
    expect(await ask(url)).toMatchObject({ status: 200, body: '456789', headers: { 'content-length': '6' } });
    expect(await range('bytes=0-1')).toMatchObject({ status: 400 });
    options = { from: 10 };
    expect(await ask(url)).toMatchObject({ status: 200, body: '' });
    options = { from: 99 };
    expect(await ask(url)).toMatchObject({ status: 200, body: '' });
    options = { from: 4, tail: 1 };
    expect(await ask(url)).toMatchObject({ status: 400 });
  });

  it.each(['bytes=3-1', 'bytes=0-1,3-4', 'lines=1-2', 'bytes=a-b', 'bytes=-', 'bytes=9999999999999999-'])(
    'sends all for %s',
    async (header) => expect(await range(header)).toMatchObject({ status: 200, body: '0123456789' }),
  );

  it.each(['bytes=10-', 'bytes=999999999999-', 'bytes=-0'])('refuses %s with the size', async (header) => {
    const answer = await range(header);
    expect(answer).toMatchObject({ status: 416, headers: { 'content-range': 'bytes */10' } });
    expect(JSON.parse(answer.body)).toMatchObject({ status: 416, code: 'range-not-satisfiable' });
  });

  it('has no range of nothing', async () => {
    source = new GrowingSource();
    expect(await ask(url)).toMatchObject({ status: 200, body: '' });
    expect((await range('bytes=0-')).status).toBe(416);
  });

  it('answers HEAD with the same headers', async () => {
    expect(await ask(url, { method: 'HEAD', headers: { Range: 'bytes=0-3' } })).toMatchObject({
      status: 206,
      body: '',
      headers: { 'content-length': '4', 'content-range': 'bytes 0-3/10' },
    });
    expect(source.reads).toBe(0);
  });

  it.each([
    ['a\nb\nc\n', 2, 'b\nc\n'],
    ['a\nb\nc', 2, 'b\nc'],
    ['a\nb\nc\n', 9, 'a\nb\nc\n'],
    ['a\nb\nc\n', 3, 'a\nb\nc\n'],
    ['a\n\n\n', 2, '\n\n'],
    ['\n', 1, '\n'],
    ['\na', 1, 'a'],
    ['\na\nb', 9, '\na\nb'],
    ['a\n', 0, ''],
    ['', 5, ''],
    [`${'x'.repeat(CHUNK)}\n${'y'.repeat(CHUNK - 1)}\nz\n`, 2, `${'y'.repeat(CHUNK - 1)}\nz\n`],
    [`${'x'.repeat(CHUNK - 1)}\n${'y'.repeat(CHUNK - 1)}\n`, 1, `${'y'.repeat(CHUNK - 1)}\n`],
  ])('the tail of %j of %d lines', async (text, tail, expected) => {
    source = new GrowingSource(text);
    options = { tail };
    expect((await ask(url)).body).toBe(expected);
  });

  it('refuses a range of a tail', async () => {
    options = { tail: 1 };
    expect((await range('bytes=0-3')).status).toBe(400);
  });

  it('reads a large output in pieces, no faster than the client takes them', async () => {
    source = new GrowingSource(Buffer.alloc(64 * CHUNK, 'x'));
    const response = await new Promise<import('node:http').IncomingMessage>((resolve) => get(url, resolve));
    let size = 0;
    await until('reading to pause', () => source.reads > 1);
    const before = source.reads;
    expect(before).toBeLessThan(64);
    for await (const chunk of response) size += (chunk as Buffer).length;
    expect(size).toBe(64 * CHUNK);
    expect(source.largest).toBe(CHUNK);
  });

  it('breaks the connection off when the output has become shorter than promised', async () => {
    source = new GrowingSource(Buffer.alloc(64 * CHUNK, 'x'));
    const response = await new Promise<import('node:http').IncomingMessage>((resolve) => get(url, resolve));
    source.truncate(10);
    const all = async () => {
      for await (const chunk of response) void chunk;
    };
    await expect(all()).rejects.toThrow('aborted');
  });
});

describe('sendBytes, following', () => {
  let end: () => void;
  let stop: AbortController;
  let left: number;

  beforeEach(() => {
    stop = new AbortController();
    left = 0;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    options = { follow: { ended, signal: stop.signal }, onHeaders: () => left++ };
  });

  /** Reads on in the background. */
  async function follow() {
    const state = { text: '', complete: false };
    const response = await new Promise<import('node:http').IncomingMessage>((resolve) =>
      get(url, { agent: false }, resolve),
    );
    response.setEncoding('utf8').on('data', (text: string) => (state.text += text));
    response.on('end', () => (state.complete = true)).on('error', () => undefined);
    return { state, response };
  }

  it('sends what there is, what comes, and what came before the end', async () => {
    const { state } = await follow();
    expect(left).toBe(1);
    await until('what there is', () => state.text === '0123456789');
    source.append('ab');
    await until('what comes', () => state.text === '0123456789ab');
    source.append('last');
    end();
    await until('the end', () => state.complete);
    expect(state.text).toBe('0123456789ablast');
  });

  it('loses nothing that is written right before the end, while it looks', async () => {
    const { size } = source;
    let looks = 0;
    source.size = async () => {
      const seen = await size.call(source);
      if (++looks === 3) {
        source.append('late');
        end();
        await new Promise((resolve) => setImmediate(resolve));
      }
      return seen;
    };
    const { state } = await follow();
    await until('the end', () => state.complete);
    expect(state.text).toBe('0123456789late');
  });

  it('answers before there is anything', async () => {
    source = new GrowingSource();
    const { state, response } = await follow();
    expect(response.statusCode).toBe(200);
    source.append('x');
    await until('the first byte', () => state.text === 'x');
    end();
    await until('the end', () => state.complete);
  });

  it('begins with the tail', async () => {
    source = new GrowingSource('a\nb\n');
    options = { ...options, tail: 1 };
    const { state } = await follow();
    await until('the tail', () => state.text === 'b\n');
    source.append('c\n');
    end();
    await until('the end', () => state.complete);
    expect(state.text).toBe('b\nc\n');
  });

  it('goes on where a client had got to, and waits until there is more', async () => {
    options = { ...options, from: 12 };
    const { state } = await follow();
    source.append('a');
    source.append('bcd');
    end();
    await until('the end', () => state.complete);
    expect(state.text).toBe('cd');
  });

  it('stops when the client goes away, or the server stops', async () => {
    const { response } = await follow();
    response.destroy();
    await until('the first to be finished', () => finished === 1);
    const { state } = await follow();
    stop.abort();
    await until('the second to be finished', () => finished === 2 && state.complete);
    const reads = source.reads;
    source.append('x');
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(source.reads).toBe(reads);
  });

  it('does not read ahead of a client that takes nothing', async () => {
    source = new GrowingSource(Buffer.alloc(64 * CHUNK, 'x'));
    const { response } = await follow();
    response.pause();
    await until('reading to begin', () => source.reads > 0);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(source.reads).toBeLessThan(64);
    response.destroy();
    await until('it to be finished', () => finished === 1);
  });
});
