import type { Readable } from 'node:stream';

export interface ServerSentEvent {
  readonly id?: string;
  readonly data: string;
}

/** The events of a text/event-stream whose lines end with line feeds; ends with the stream, rejects when it breaks off. */
export async function* serverSentEvents(stream: Readable): AsyncGenerator<ServerSentEvent> {
  let rest = '';
  for await (const text of stream.setEncoding('utf8')) {
    const blocks = (rest + (text as string)).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = readBlock(block);
      if (event !== undefined) yield event;
    }
  }
}

function readBlock(block: string): ServerSentEvent | undefined {
  const data: string[] = [];
  let id: string | undefined;
  for (const line of block.split('\n')) {
    const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (field === 'data') data.push(value);
    else if (field === 'id') id = value;
  }
  return data.length === 0 ? undefined : { id, data: data.join('\n') };
}
