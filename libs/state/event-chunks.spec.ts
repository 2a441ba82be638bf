import type { RunEvent } from '#dag/run/events';
import { countTurns } from '../../test/support/count-turns';
import { EVENTS_PER_CHUNK, joined } from './event-chunks';

const pieceOf = (count: number): RunEvent[] => Array<RunEvent>(count).fill({ type: 'run-stopping', time: 1 });

async function* pagesOf(...pages: RunEvent[][][]): AsyncGenerator<RunEvent[][]> {
  for (const page of pages) yield await Promise.resolve(page);
}

describe('joined', () => {
  it('makes chunks of pieces, over the ends of pages, that are as long as they may be', async () => {
    const pages = pagesOf(
      [pieceOf(3_000), pieceOf(1_999)],
      [pieceOf(1), pieceOf(1)],
      [],
      [pieceOf(5_000)],
      [pieceOf(2)],
    );
    const lengths: number[] = [];
    for await (const chunk of joined(pages)) lengths.push(chunk.length);
    expect(lengths).toEqual([EVENTS_PER_CHUNK, 1, 5_000, 2]);
  });

  it('lets other work have its turn after each chunk, also within a page', async () => {
    const turns = countTurns();
    let chunks = 0;
    for await (const chunk of joined(pagesOf(Array.from({ length: 20 }, () => pieceOf(EVENTS_PER_CHUNK))))) {
      expect(chunk).toHaveLength(EVENTS_PER_CHUNK);
      chunks++;
    }
    expect(chunks).toBe(20);
    expect(turns()).toBeGreaterThanOrEqual(19);
  });
});
