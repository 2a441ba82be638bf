import { TextDecoderStream } from 'node:stream/web';

/**
 * daggyd's stream of state changes, as an iterable of the objects that its events carry. Resolves once the stream is
 * open; it ends with the server, or by `signal`.
 */
export async function daggydEvents(url, signal) {
  const answer = await fetch(`${url}/api/v1/events`, { headers: { Accept: 'text/event-stream' }, signal });
  if (!answer.ok) throw new Error(`${url}/api/v1/events answered ${answer.status}: ${await answer.text()}`);
  return parse(answer.body.pipeThrough(new TextDecoderStream()));
}

/** Events are blocks of `field: value` lines, an empty line between them; each of daggyd's has its data in one line. */
async function* parse(text) {
  let rest = '';
  for await (const chunk of text) {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      const data = block.split('\n').find((line) => line.startsWith('data: '));
      if (data !== undefined) yield JSON.parse(data.slice('data: '.length));
    }
  }
}
