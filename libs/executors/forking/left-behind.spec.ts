import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixture } from '../../../test/contract/executor/fixture';
import { CAP, diskUsage, isAlive, ForkingHost } from '../../../test/contract/executor/forking-host';
import { until } from '../../../test/contract/executor/probe';

let host: ForkingHost;

beforeEach(() => {
  host = new ForkingHost();
});

afterEach(() => host.close());

describe('processes that a task leaves behind', () => {
  it('are ended with it when they are of its group', async () => {
    const probe = await host.open();
    const { key } = await probe.run({ command: [fixture('leave-group-member.sh')] });
    expect(isAlive(Number(await probe.output(key)))).toBe(false);
  });

  it.each(['setsid', 'setsid env -i', 'setsid --fork'])(
    'are ended by a stop even when started by %s',
    async (means) => {
      const pidFile = join(host.folder, 'pid');
      const probe = await host.open();
      const order = probe.order({ command: [fixture('leave-stray.sh'), pidFile, '1000', means] });
      probe.start(order);
      await probe.untilPrinted(order, 'ready');
      const stray = Number(readFileSync(pidFile, 'utf8'));
      expect(isAlive(stray)).toBe(true);
      probe.stop(order);
      await probe.resultOf(order);
      expect(isAlive(stray)).toBe(false);
    },
  );

  it('cannot print into the output of a later task', async () => {
    const probe = await host.open({ threads: 1 });
    const cue = join(host.folder, 'cue');
    const early = await probe.run({ command: [fixture('print-late.sh'), cue] });
    const later = probe.order({ command: [fixture('print-then-wait.sh'), 'mine', 'mine', `${cue}.over`] });
    probe.start(later);
    await probe.untilPrinted(later, 'mine\n');
    writeFileSync(cue, '');
    await until('the stray has printed', () => existsSync(`${cue}.done`));
    writeFileSync(`${cue}.over`, '');
    await probe.resultOf(later);
    expect(await probe.output(later)).toBe('mine\n');
    expect(await probe.output(early.key)).toBe('');
  });
});

describe('output without end', () => {
  it('does not fill the disk, and can be read while it grows', async () => {
    const probe = await host.open();
    const order = probe.order({ command: [fixture('print-forever.sh')] });
    probe.start(order);
    const file = join(host.launcherFolder(), 'slot-0.stdout');
    await until('400 MB were written', () => existsSync(file) && statSync(file).size > 400e6);
    let most = 0;
    for (const size = statSync(file).size; statSync(file).size < size + 400e6;) {
      most = Math.max(most, diskUsage(host.folder));
      const live = await probe.output(order);
      expect(live.length).toBeLessThanOrEqual(CAP);
      expect(live.startsWith('first\none more line')).toBe(true);
      expect(live).toMatch(/\n\[\.\.\. \d+ bytes cut out \.\.\.\]\n/);
    }
    // What a fast writer writes between two looks may be there, but never all of it.
    expect(most).toBeLessThan(statSync(file).size * 0.75);
    probe.stop(order);
    const result = await probe.resultOf(order);
    expect(result.truncated).toBe(true);
    expect(result.outputBytes).toBeGreaterThan(800e6);
    const kept = await probe.output(order);
    expect(kept.length).toBeLessThanOrEqual(CAP);
    expect(kept).toContain(`${result.outputBytes - 2 * kept.indexOf('\n[...')} bytes cut out`);
    expect(diskUsage(host.folder)).toBeLessThan(2 * CAP);
  }, 60_000);
});
