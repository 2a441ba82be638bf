import { Readable } from 'node:stream';
import { serverSentEvents } from './sse';

async function read(text: string, size: number) {
  const bytes = Buffer.from(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );
  const events = [];
  for await (const event of serverSentEvents(Readable.from(pieces, { objectMode: false }))) events.push(event);
  return events;
}

describe('serverSentEvents', () => {
  it.each([1, 2, 7, 1000])('reads events in pieces of %d bytes', async (size) => {
    const text = ':\n\nid: a-1\nevent: run\ndata: {"x":"ä"}\n\n:\n\ndata: one\ndata:two\n\nid: a-2\n\ndata: cut off';
    expect(await read(text, size)).toEqual([
      { id: 'a-1', data: '{"x":"ä"}' },
      { id: undefined, data: 'one\ntwo' },
    ]);
  });
});
