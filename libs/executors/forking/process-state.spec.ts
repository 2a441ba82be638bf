import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Job } from '#dag/spec/dag-spec';
import { ForkingHost } from '../../../test/contract/executor/forking-host';

let host: ForkingHost;

beforeEach(() => {
  host = new ForkingHost();
});

afterEach(() => host.close());

describe('the state in which a process starts', () => {
  it('is a session of its own, with default signals and three files', async () => {
    const probe = await host.open();
    const script = 'grep -E "SigBlk|SigIgn" /proc/self/status; ls /proc/$$/fd; ps -o sid= -p $$; echo $$';
    const { key } = await probe.run({ command: ['sh', '-c', script] });
    const words = (await probe.output(key)).split(/\s+/);
    expect(words.slice(0, 4)).toEqual(['SigBlk:', '0000000000000000', 'SigIgn:', '0000000000000000']);
    expect(words.slice(4, 7)).toEqual(['0', '1', '2']);
    expect(words[7]).toBe(words[8]);
  });

  it('has no variables of the server itself', async () => {
    process.env['DAGGYD_SECRET'] = 'x';
    try {
      const probe = await host.open();
      const { key } = await probe.run({ command: ['env'] });
      expect(await probe.output(key)).not.toContain('DAGGYD_SECRET');
    } finally {
      delete process.env['DAGGYD_SECRET'];
    }
  });

  it('runs a script without #! in the shell', async () => {
    const script = join(host.folder, 'script');
    writeFileSync(script, 'echo "$0 $1"\n', { mode: 0o700 });
    const probe = await host.open();
    const { key } = await probe.run({ command: [script, 'word'] });
    expect(await probe.output(key)).toBe(`${script} word\n`);
  });

  it('is refused with the reason when the arguments are too long', async () => {
    const probe = await host.open();
    const { result } = await probe.run({ command: ['true', 'x'.repeat(200_000)] });
    expect(result.outcome).toEqual({ cause: 'spawn-error', rc: 126 });
    expect(result.executorLog).toContain('E2BIG');
  });

  it('takes thousands of arguments and variables', async () => {
    const probe = await host.open();
    const words = Array.from({ length: 5000 }, (_, i) => `w${i}`);
    const environment = words.map((word) => `${word}=ü`);
    const count = ['sh', '-c', 'echo $# ${4999} $w4999 $(env | grep -c ^w)', ...words];
    const { key } = await probe.run({ command: count, environment });
    expect(await probe.output(key)).toBe('4999 w4999 ü 5000\n');
  });
});

describe('the memory of a task', () => {
  it('is measured when it is more than what a process is born with', async () => {
    const probe = await host.open();
    const { result } = await probe.run({ command: ['sh', '-c', 'head -c 200000000 /dev/zero | tail | wc -c'] });
    expect(result.resources?.maxRssMB).toBeGreaterThan(150);
    expect(result.resources?.maxRssMB).toBeLessThan(1000);
  });

  it('is that of the program, not of its parent', async () => {
    const probe = await host.open();
    const { result } = await probe.run({ command: ['sleep', '0.5'] });
    expect(result.resources?.maxRssMB).toBeGreaterThan(0.5);
    expect(result.resources?.maxRssMB).toBeLessThan(20);
  });

  it('is not known of a small program that ends at once', async () => {
    const probe = await host.open();
    const { result } = await probe.run({ command: ['true'] });
    expect(result.resources).toEqual({ cpuSeconds: expect.any(Number) as number });
  });
});

describe('running as another user', () => {
  const asRoot = process.getuid?.() === 0 ? it : it.skip;

  asRoot('uses its uid and groups (needs root)', async () => {
    const probe = await host.open();
    const { key } = await probe.run({ command: ['sh', '-c', 'id -u; id -g; id -G'], userID: '65534' });
    expect(await probe.output(key)).toMatch(/^65534\n(\d+)\n\1\n$/);
  });

  asRoot('uses the same number as group for a uid that has no name (needs root)', async () => {
    const probe = await host.open();
    const { key } = await probe.run({ command: ['id'], userID: 54321 });
    expect(await probe.output(key)).toBe('uid=54321 gid=54321 groups=54321\n');
  });

  asRoot('says so when that user may not execute the program (needs root)', async () => {
    const secret = join(host.folder, 'program');
    writeFileSync(secret, '#!/bin/sh\n', { mode: 0o755 });
    const probe = await host.open();
    const cases: [Job, 126 | 127][] = [
      [{ command: [secret] }, 126],
      [{ command: ['no-such-program'] }, 127],
      [{ command: ['/no/such/program'] }, 127],
    ];
    for (const [job, rc] of cases) {
      const { result } = await probe.run({ ...job, userID: 65534 });
      expect(result.outcome).toEqual({ cause: 'spawn-error', rc });
      expect(result.executorLog).not.toBe('');
    }
  });

  it('is refused beforehand for what is no uid', async () => {
    const { executor } = await host.open();
    for (const userID of [-1, 1.5, 'root', '', null, 4294967295]) {
      expect(executor.checkJob({ command: ['true'], userID })[0].pointer).toBe('/userID');
    }
  });
});
