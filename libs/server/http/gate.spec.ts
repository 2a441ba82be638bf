import { request as httpRequest } from 'node:http';
import { closeServer, serve, until } from '../../../test/support/http';
import { Gate, leaveGate, outsideGate } from './gate';

/** A server that holds every request until the test lets it go. */
async function gatedServer(gate: Gate) {
  const handled: string[] = [];
  const finish = new Map<string, () => void>();
  const outside = new Map<string, () => void>();
  const closed: string[] = [];
  const { server, url } = await serve((request, response) => {
    response.once('close', () => closed.push(request.url ?? ''));
    gate.admit(request, response, () => {
      const path = request.url ?? '';
      handled.push(path);
      finish.set(path, () => response.end());
      if (path.startsWith('/stream')) {
        response.flushHeaders();
        leaveGate(request);
      }
      if (path.startsWith('/wait')) {
        void outsideGate(request, () => new Promise<void>((resolve) => outside.set(path, resolve))).then(() => {
          handled.push(`${path} again`);
          response.end();
        });
      }
    });
  });
  const send = (path: string) => {
    const request = httpRequest(url + path, { agent: false });
    request.on('error', () => undefined).on('response', (response) => response.resume());
    request.end();
    return request;
  };
  return { server, handled, finish, outside, closed, send };
}

describe('Gate', () => {
  it('handles so many at once, the others in the order they came', async () => {
    const gate = new Gate(2);
    const { server, handled, finish, send } = await gatedServer(gate);
    for (const path of ['/1', '/2', '/3', '/4']) {
      send(path);
      await until(path, () => gate.handling + gate.waiting === Number(path.slice(1)));
    }
    expect(handled).toEqual(['/1', '/2']);
    finish.get('/2')?.();
    await until('the third', () => handled.length === 3);
    expect(handled).toEqual(['/1', '/2', '/3']);
    expect(gate).toMatchObject({ handling: 2, waiting: 1 });
    await closeServer(server);
    await until('all places free', () => gate.handling === 0);
  });

  it('never handles a request whose client went away while it waited', async () => {
    const gate = new Gate(1);
    const { server, handled, finish, send } = await gatedServer(gate);
    send('/1');
    await until('the first', () => handled.length === 1);
    const impatient = send('/2');
    await until('the second to queue', () => gate.waiting === 1);
    impatient.destroy();
    await until('the queue to empty', () => gate.waiting === 0);
    send('/3');
    await until('the third to queue', () => gate.waiting === 1);
    finish.get('/1')?.();
    await until('the third', () => handled.length === 2);
    expect(handled).toEqual(['/1', '/3']);
    await closeServer(server);
  });

  it('a place is given back when the client goes away, once', async () => {
    const gate = new Gate(1);
    const { server, handled, send } = await gatedServer(gate);
    const first = send('/1');
    await until('the first', () => handled.length === 1);
    first.destroy();
    await until('its place to be free', () => gate.handling === 0);
    await closeServer(server);
    expect(gate).toMatchObject({ handling: 0, waiting: 0 });
  });

  it('a streaming answer leaves its place to others', async () => {
    const gate = new Gate(1);
    const { server, handled, send } = await gatedServer(gate);
    send('/stream/1');
    send('/stream/2');
    await until('both', () => handled.length === 2);
    await closeServer(server);
    expect(gate.handling).toBe(0);
  });

  it('who waits outside queues again, and ends even when the client has gone', async () => {
    const gate = new Gate(1);
    const { server, handled, finish, outside, closed, send } = await gatedServer(gate);
    send('/wait/1');
    const gone = send('/wait/2');
    await until('both outside', () => outside.size === 2);
    send('/1');
    await until('the place to be taken', () => handled.includes('/1'));
    outside.get('/wait/1')?.();
    await until('the first to queue again', () => gate.waiting === 1);
    finish.get('/1')?.();
    await until('the first to be handled again', () => handled.includes('/wait/1 again'));
    gone.destroy();
    await until('the server to notice', () => closed.includes('/wait/2'));
    outside.get('/wait/2')?.();
    await until('the second to end', () => handled.includes('/wait/2 again'));
    expect(gate).toMatchObject({ handling: 0, waiting: 0 });
    await closeServer(server);
  });
});
