import type { AttemptOutput, Executor } from '#dag/ports/executor';
import { lastOutput } from './last-output';

function output(bytes: Uint8Array): AttemptOutput {
  return {
    size: () => Promise.resolve(bytes.length),
    read: (start, end) => Promise.resolve(bytes.subarray(start, end)),
  };
}

async function shown(stdout: Uint8Array): Promise<string> {
  const executor: Pick<Executor, 'output'> = {
    output: (_key, stream) => output(stream === 'stdout' ? stdout : new Uint8Array(0)),
  };
  const { outputLog, errorLog } = await lastOutput(executor as Executor, { runID: 1, task: 0, attempt: 1 });
  expect(errorLog).toBe('');
  return outputLog;
}

describe('lastOutput', () => {
  it('is all of a short output, bytes that are no UTF-8 replaced', async () => {
    expect(await shown(Buffer.from('häh\n'))).toBe('häh\n');
    expect(await shown(Buffer.from([0x61, 0xff, 0x62]))).toBe('a\ufffdb');
    expect(await shown(Buffer.from([0xa4, 0x61]))).toBe('\ufffda');
  });

  it('is the last 64 KiB of a longer one, from a whole character on', async () => {
    expect(await shown(Buffer.from('x'.repeat(100_000)))).toHaveLength(65_536);
    for (const character of ['ä', '€', '💩']) {
      const text = await shown(Buffer.from(`${character.repeat(50_000)}end`));
      expect([text.at(0), text.endsWith('end'), text.includes('\ufffd')]).toEqual([character.at(0), true, false]);
    }
  });

  it('is empty when the pool is gone', async () => {
    expect(await lastOutput(undefined, { runID: 1, task: 0, attempt: 1 })).toEqual({ outputLog: '', errorLog: '' });
  });
});
