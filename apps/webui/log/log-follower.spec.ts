import { LogDocument } from './log-document';
import { LogFollower } from './log-follower';

/** A server whose answers the test gives; asking for anything that the test does not expect fails it. */
class Server {
  kept = '';
  hasEnded = false;
  readonly from: number[] = [];
  private stream: ReadableStreamDefaultController<Uint8Array> | undefined;
  private refuses = false;

  write(text: string): void {
    this.kept += text;
    this.stream?.enqueue(new TextEncoder().encode(text));
  }

  /** The stream ends in good order, as with the attempt or the server. */
  close(): void {
    this.stream?.close();
    this.stream = undefined;
  }

  /** The connection breaks, and no other comes about. */
  die(): void {
    this.refuses = true;
    this.stream?.error(new Error('reset'));
    this.stream = undefined;
  }

  restart(): void {
    this.refuses = false;
  }

  readonly source = {
    tail: (most: number) => {
      const bytes = new TextEncoder().encode(this.kept);
      return Promise.resolve({ size: bytes.length, bytes: bytes.slice(-most) });
    },
    lines: () => Promise.reject(new Error('small outputs are counted here')),
    range: (start: number, end: number) => Promise.resolve(new TextEncoder().encode(this.kept.slice(start, end))),
    size: () => Promise.resolve(this.kept.length),
    ended: () => this.hasEnded,
    stream: (from: number, signal: AbortSignal) => {
      if (this.refuses) return Promise.reject(new Error('refused'));
      this.from.push(from);
      return Promise.resolve(
        new ReadableStream<Uint8Array>({
          start: (controller) => {
            signal.addEventListener('abort', () => {
              controller.error(signal.reason);
              this.stream = undefined;
            });
            if (this.kept.length > from) controller.enqueue(new TextEncoder().encode(this.kept.slice(from)));
            if (this.hasEnded) controller.close();
            else this.stream = controller;
          },
        }),
      );
    },
  };
}

let server: Server;
let document: LogDocument;
let follower: LogFollower;

beforeEach(async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
  server = new Server();
  server.kept = 'begin\n';
  document = new LogDocument(server.source, () => undefined);
  await document.open();
  follower = new LogFollower(document, server.source, () => undefined);
  follower.start();
  await turn();
});
afterEach(() => {
  follower.stop();
  jest.useRealTimers();
});

const turn = async () => {
  await jest.advanceTimersByTimeAsync(0);
};
async function pass(ms: number): Promise<void> {
  await jest.advanceTimersByTimeAsync(ms);
  await turn();
}
const text = () => new TextDecoder().decode(document.lastBytes(10_000)?.bytes);

it('adds what is written, from where it is', async () => {
  server.write('more\n');
  await turn();
  expect([text(), follower.state, server.from]).toEqual(['begin\nmore\n', 'following', [6]]);
});

it('goes on after a crash of the server without losing or doubling a byte', async () => {
  server.write('one\n');
  await turn();
  server.die();
  await turn();
  expect(follower.state).toBe('interrupted');
  server.kept += 'meanwhile\n';
  await pass(2500);
  expect(follower.state).toBe('interrupted');
  server.restart();
  await pass(1000);
  server.write('after\n');
  await turn();
  expect([text(), follower.state, server.from]).toEqual(['begin\none\nmeanwhile\nafter\n', 'following', [6, 10]]);
});

it('goes on when a server that stops has ended the stream in good order', async () => {
  server.close();
  await turn();
  server.kept += 'later\n';
  await pass(1000);
  expect([text(), follower.state]).toEqual(['begin\nlater\n', 'following']);
});

it('ends with the attempt, when all of it is here', async () => {
  server.write('last\n');
  server.hasEnded = true;
  server.close();
  await pass(1000);
  expect([text(), follower.state]).toEqual(['begin\nlast\n', 'ended']);
});

it('reads the end again when the middle was cut out at the end of the attempt', async () => {
  server.write('a'.repeat(100));
  await turn();
  server.kept = 'begin\n[... 90 bytes cut out ...]\naaaa';
  server.hasEnded = true;
  server.close();
  await pass(2000);
  expect([text(), follower.state]).toEqual([server.kept, 'ended']);
});

it('notices while the attempt runs that the end is another one', async () => {
  server.write('x'.repeat(50));
  await turn();
  server.kept = server.kept.replace(/x{10}$/, 'y'.repeat(10));
  await pass(7000);
  expect([text(), follower.state]).toEqual([server.kept, 'following']);
});

it('stops when told to', async () => {
  follower.stop();
  server.write('unseen\n');
  await pass(5000);
  expect([text(), follower.state]).toEqual(['begin\n', 'off']);
});
