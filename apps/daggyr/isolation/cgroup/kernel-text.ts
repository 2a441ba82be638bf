/** `usage_usec 17\nnr_throttled 2\n`: name -> number, as cpu.stat, memory.events and others have it. */
export function flatKeyed(text: string): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [name, value] = line.split(' ');
    if (value !== undefined) values.set(name, Number(value));
  }
  return values;
}

/** `8:0 rbytes=90 wbytes=4\n`: the sum over all lines of each name, as io.stat has it. */
export function summedKeyed(text: string): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const [, name, value] of text.matchAll(/(\w+)=(\d+)/g)) sums.set(name, (sums.get(name) ?? 0) + Number(value));
  return sums;
}
