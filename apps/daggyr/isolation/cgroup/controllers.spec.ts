import { readRunnerJob } from '#executors/daggy-runner/runner-job';
import { CPU, cpuUsage } from './cpu';
import { IO } from './io';
import { flatKeyed, summedKeyed } from './kernel-text';
import { MEMORY, oomKillsOf } from './memory';
import { PIDS } from './pids';

const job = (fields: object) => readRunnerJob({ command: ['x'], cores: 2, memoryMB: 64, ...fields });
const reader = (files: Readonly<Record<string, string>>) => (file: string) => files[file] ?? '';

/** Of Linux 6.1, as a task left them that was throttled, ran out of memory and forked too much. */
const CPU_STAT = `usage_usec 2034000
user_usec 1890000
system_usec 144000
nr_periods 41
nr_throttled 40
throttled_usec 2012345
nr_bursts 0
burst_usec 0
`;
const MEMORY_EVENTS = 'low 0\nhigh 0\nmax 57\noom 2\noom_kill 3\noom_group_kill 1\n';
const IO_STAT =
  '8:0 rbytes=4096 wbytes=1048576 rios=1 wios=9 dbytes=0 dios=0\n98:0 rbytes=512 wbytes=0 rios=1 wios=0 dbytes=0 dios=0\n';

describe('cpu', () => {
  it.each([
    [2, '200000 100000'],
    [0.5, '50000 100000'],
    [1.25, '125000 100000'],
    [0.333, '33300 100000'],
    [0.01, '1000 100000'],
    // Below the least quota of a period of 0.1 s.
    [0.005, '5000 1000000'],
    [0.0001, '1000 1000000'],
  ])('%d cores are cpu.max %s', (cores, text) => {
    expect(CPU.settings(job({ cores }))).toEqual([{ file: 'cpu.max', text, field: 'cores' }]);
  });

  it('takes what the job says in the words of the kernel', () => {
    expect(CPU.settings(job({ cpuMax: 'max 50000' }))).toEqual([
      { file: 'cpu.max', text: 'max 50000', field: 'cpuMax' },
    ]);
  });

  it('tells time used and time held back', () => {
    expect(CPU.measure(reader({ 'cpu.stat': CPU_STAT }))).toEqual({
      cpuSeconds: 2.034,
      userSeconds: 1.89,
      systemSeconds: 0.144,
      throttledSeconds: 2.012345,
      throttledPeriods: 40,
      periods: 41,
    });
  });

  it('tells time used also where there is no controller', () => {
    expect(cpuUsage('usage_usec 1500000\nuser_usec 1000000\nsystem_usec 500000\n')).toEqual({
      cpuSeconds: 1.5,
      userSeconds: 1,
      systemSeconds: 0.5,
    });
  });
});

describe('memory', () => {
  it('is all in bytes, without swap, killed as a whole', () => {
    expect(MEMORY.settings(job({ memoryMB: 0.5 })).map(({ file, text }) => [file, text])).toEqual([
      ['memory.max', '524288'],
      ['memory.swap.max', '0'],
      ['memory.oom.group', '1'],
    ]);
    expect(MEMORY.settings(job({ memoryMax: '1G' }))[0]).toEqual({
      file: 'memory.max',
      text: '1G',
      field: 'memoryMax',
    });
  });

  it('tells the peak and who was killed', () => {
    const read = reader({ 'memory.events': MEMORY_EVENTS, 'memory.peak': '10485760\n' });
    expect(MEMORY.measure(read)).toEqual({ oomKills: 3, memoryPeakMB: 10 });
    expect(oomKillsOf(read)).toBe(3);
    expect(MEMORY.measure(reader({}))).toEqual({ oomKills: 0 });
  });
});

describe('pids and io', () => {
  it('limit only what is asked for', () => {
    expect([PIDS.settings(job({})), IO.settings(job({}))]).toEqual([[], []]);
    expect(PIDS.settings(job({ pidsMax: 7 }))).toEqual([{ file: 'pids.max', text: '7', field: 'pidsMax' }]);
    expect(IO.settings(job({ ioMax: '8:0 rbps=1048576\n98:0 wiops=10\n' })).map(({ text }) => text)).toEqual([
      '8:0 rbps=1048576',
      '98:0 wiops=10',
    ]);
  });

  it('tell what was refused, and what was read and written on all devices', () => {
    expect(PIDS.measure(reader({ 'pids.events': 'max 12\n' }))).toEqual({ forksRefused: 12 });
    expect(IO.measure(reader({ 'io.stat': IO_STAT }))).toEqual({ readBytes: 4608, writtenBytes: 1048576 });
  });
});

it('the kernel says nothing in some files', () => {
  expect([flatKeyed(''), summedKeyed('\n')]).toEqual([new Map(), new Map()]);
});
