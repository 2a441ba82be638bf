import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { ask, closeServer, RawConnection, serve, until } from '../../../test/support/http';
import type { HttpProblem } from './http-problem';
import { readBody } from './read-body';
import { sendProblem } from './send-problem';

const LIMIT = 1000;
/** Most bytes, and how long a sender may be silent. */
const ONE = [LIMIT, 200] as const;
const MANY = [10_000_000, 10_000] as const;
let server: Server;
let url: string;
let port: number;
let read: number;

beforeAll(async () => {
  ({ server, url, port } = await serve((request, response) => {
    const [limit, idleMs] = request.url === '/many' ? MANY : ONE;
    readBody(request, response, limit, idleMs).then(
      (body) => {
        read += body.length;
        response.end(String(body.length));
      },
      (error: HttpProblem) => sendProblem(request, response, error),
    );
  }));
  server.on('checkContinue', (request, response) => server.emit('request', request, response));
});
beforeEach(() => {
  read = 0;
});
afterAll(() => closeServer(server));

describe('readBody', () => {
  it('takes up to the limit, with a length and in chunks', async () => {
    expect(await ask(url, { method: 'POST', body: 'x'.repeat(LIMIT) })).toMatchObject({ status: 200, body: '1000' });
    const headers = { 'Transfer-Encoding': 'chunked' };
    expect(await ask(url, { method: 'POST', headers, body: 'x'.repeat(LIMIT) })).toMatchObject({ status: 200 });
    expect(await ask(url, { method: 'POST' })).toMatchObject({ status: 200, body: '0' });
  });

  it('refuses by Content-Length before anything was sent, and ends the connection', async () => {
    const connection = new RawConnection(port);
    connection.send('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999999\r\n\r\n');
    await until('the answer', () => connection.received.includes('"too-large"'));
    expect(connection.received).toMatch(/^HTTP\/1\.1 413 [^]*\r\nConnection: close\r\n/);
    expect(connection.received).toContain('application/problem+json');
    await until('the end of the connection', () => connection.closed);
  });

  it('refuses in the middle of a chunked body that never ends', async () => {
    const connection = new RawConnection(port);
    connection.send('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    const chunk = `${(600).toString(16)}\r\n${'x'.repeat(600)}\r\n`;
    connection.send(chunk + chunk);
    await until('the answer', () => connection.received.includes('"too-large"'));
    expect(connection.received).toMatch(/^HTTP\/1\.1 413 /);
    await until('the end of the connection', () => connection.closed);
  });

  it('a sender of a large body sees the answer, not a broken pipe', async () => {
    expect((await ask(url, { method: 'POST', body: Buffer.alloc(5_000_000) })).status).toBe(413);
    // Reads only after it has sent a while: a connection that was reset would have lost the answer.
    const connection = new RawConnection(port);
    connection.socket.pause();
    connection.send('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50000000\r\n\r\n');
    for (let i = 0; i < 10; i++) {
      connection.send(Buffer.alloc(100_000));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    connection.socket.resume();
    await until('the end of the connection', () => connection.closed);
    expect(connection.received).toMatch(/^HTTP\/1\.1 413 [^]*"too-large"/);
  });

  it('refuses before "100 Continue" what it would not take', async () => {
    const connection = new RawConnection(port);
    connection.send('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\nExpect: 100-continue\r\n\r\n');
    await until('the answer', () => connection.received.includes('"too-large"'));
    expect(connection.received).not.toContain('100 Continue');
    connection.destroy();
    const other = new RawConnection(port);
    other.send('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n');
    await until('100 Continue', () => other.received.includes('100 Continue'));
    other.send('12345');
    await until('the answer', () => other.received.includes('200 OK'));
    other.destroy();
  });

  it('gives up a sender that falls silent', async () => {
    const connection = new RawConnection(port);
    connection.send('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345');
    await until('the answer', () => connection.received.includes('408 Request Timeout'));
    await until('the end of the connection', () => connection.closed);
    expect(read).toBe(0);
  });

  it('holds little of many unfinished bodies, and takes all of them in the end', async () => {
    const size = 2_000_000;
    const sockets: Socket[] = [];
    server.on('connection', (socket: Socket) => sockets.push(socket));
    const connections = Array.from({ length: 40 }, () => new RawConnection(port));
    for (const connection of connections) {
      connection.send(`POST /many HTTP/1.1\r\nHost: x\r\nContent-Length: ${size}\r\n\r\n`);
      connection.send(Buffer.alloc(size - 1));
    }
    const whole = () => sockets.filter(({ bytesRead }) => bytesRead >= size).length;
    const begun = () => sockets.filter(({ bytesRead }) => bytesRead > 256 * 1024).length;
    await until('all have begun', () => begun() === 40 && whole() >= 16);
    expect(sockets.filter(({ bytesRead }) => bytesRead > 1_000_000)).toHaveLength(16);
    for (const connection of connections) connection.send('x');
    await until('all answers', () => connections.every(({ received }) => received.includes('200 OK')));
    for (const connection of connections) connection.destroy();
  });

  it('refuses a compressed body', async () => {
    const answer = await ask(url, { method: 'POST', headers: { 'Content-Encoding': 'gzip' }, body: 'x' });
    expect(answer).toMatchObject({ status: 415, headers: { 'accept-encoding': 'identity' } });
  });
});
