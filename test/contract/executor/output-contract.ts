import type { Bench } from './executor-contract';

/** What is kept of what attempts print. */
export function describeOutput({ abilities, probe }: Bench): void {
  it('keeps output, and says how much it was', async () => {
    const executor = await probe();
    const { key, result } = await executor.run(abilities.print('Größe: 5 µm\n'));
    expect(result).toMatchObject({ outputBytes: 15, errorBytes: 0, truncated: false });
    expect(await executor.output(key)).toBe('Größe: 5 µm\n');
    expect(await executor.output(key, 'stderr')).toBe('');
  });

  it('reads any range of it', async () => {
    const executor = await probe();
    const { key } = await executor.run(abilities.print('0123456789'));
    const output = executor.executor.output(key, 'stdout');
    const read = async (start: number, end: number) => Buffer.from(await output.read(start, end)).toString();
    expect(await output.size()).toBe(10);
    expect(await read(2, 5)).toBe('234');
    expect(await read(8, 100)).toBe('89');
    expect(await read(10, 20)).toBe('');
    expect(await read(5, 5)).toBe('');
  });

  it('keeps every byte of an output of exactly the cap', async () => {
    const executor = await probe({ maxOutputBytes: 1000 });
    const { key, result } = await executor.run(abilities.print('x'.repeat(1000)));
    expect(result).toMatchObject({ outputBytes: 1000, truncated: false });
    expect(await executor.output(key)).toBe('x'.repeat(1000));
  });

  it('cuts the middle out of an output above the cap, and says so there', async () => {
    const executor = await probe({ maxOutputBytes: 1000 });
    const text = Array.from({ length: 500 }, (_, i) => `line ${i}\n`).join('');
    const { key, result } = await executor.run(abilities.print(text));
    expect(result).toMatchObject({ outputBytes: text.length, truncated: true });
    const kept = await executor.output(key);
    expect(kept.length).toBeLessThanOrEqual(1000);
    const [, head, cut, tail] = kept.match(/^(.*)\n\[\.\.\. (\d+) bytes cut out \.\.\.\]\n(.*)$/s) ?? [];
    expect(text.startsWith(head)).toBe(true);
    expect(text.endsWith(tail)).toBe(true);
    expect(head.length).toBeGreaterThan(400);
    expect(tail.length).toBeGreaterThan(400);
    expect(Number(cut)).toBe(text.length - head.length - tail.length);
    const output = executor.executor.output(key, 'stdout');
    expect(Buffer.from(await output.read(kept.length - 20, kept.length)).toString()).toBe(kept.slice(-20));
    expect(Buffer.from(await output.read(400, 600)).toString()).toBe(kept.slice(400, 600));
  });

  it('has nothing to show of an attempt that it does not know', async () => {
    const { executor } = await probe();
    const output = executor.output({ runID: 4711, task: 0, attempt: 1 }, 'stdout');
    expect(await output.size()).toBe(0);
    expect(await output.read(0, 100)).toHaveLength(0);
  });

  it('removes the output of runs, and of these runs only', async () => {
    const executor = await probe();
    const mine = await executor.run(abilities.print('mine'));
    const otherOrder = { ...executor.order(abilities.print('other')), runID: 4712 };
    executor.start(otherOrder);
    await executor.resultOf(otherOrder);
    await executor.executor.removeRuns([mine.key.runID, 4713]);
    expect(await executor.output(mine.key)).toBe('');
    expect(await executor.output(otherOrder)).toBe('other');
  });
}
