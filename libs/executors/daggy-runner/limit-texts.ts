import type { Json } from '#dag/spec/dag-spec';
import type { Problem } from '#dag/spec/problem';

/** The bounds that the kernel sets to cpu.max, in microseconds (kernel/sched/core.c: tg_set_cfs_bandwidth). */
const SHORTEST_US = 1_000;
const LONGEST_PERIOD_US = 1_000_000;

const CPU_MAX = /^(max|\d{1,15})(?: (\d{1,15}))?$/;
const MEMORY_MAX = /^(?:max|\d{1,18}|\d{1,12}[kKmMgGtT])$/;
const IO_LIMITS = '(?:rbps|wbps|riops|wiops)=(?:max|\\d{1,18})';
const IO_MAX_LINE = new RegExp(`^\\d{1,6}:\\d{1,7}(?: ${IO_LIMITS})+$`);
const PIDS_MAX = /^(?:max|[1-9]\d{0,9})$/;

/** The text of cpu.max: `50000 100000`, `max 100000`, `max`. */
export function checkCpuMax(value: Json, pointer: string): Problem[] {
  const [, quota, period = '100000'] = CPU_MAX.exec(textOf(value)) ?? [];
  const good =
    quota !== undefined &&
    (quota === 'max' || Number(quota) >= SHORTEST_US) &&
    Number(period) >= SHORTEST_US &&
    Number(period) <= LONGEST_PERIOD_US;
  return check(
    good,
    pointer,
    'Must be a text for cpu.max such as "50000 100000": microseconds (1,000 or more, or "max") in each period of 1,000 to 1,000,000.',
  );
}

/** The text of memory.max: bytes, perhaps with a suffix from K to T, or `max`. */
export function checkMemoryMax(value: Json, pointer: string): Problem[] {
  return check(
    MEMORY_MAX.test(textOf(value)),
    pointer,
    'Must be a text for memory.max such as "536870912", "512M" or "max".',
  );
}

/** The text of io.max: one line for each block device, `8:0 rbps=1048576 wiops=100`. */
export function checkIoMax(value: Json, pointer: string): Problem[] {
  const lines = textOf(value).split('\n');
  return check(
    lines.every((line) => IO_MAX_LINE.test(line)),
    pointer,
    'Must be lines for io.max such as "8:0 rbps=1048576 wiops=100", with rbps, wbps, riops and wiops.',
  );
}

/** The text of pids.max, as a number too. */
export function checkPidsMax(value: Json, pointer: string): Problem[] {
  return check(
    PIDS_MAX.test(typeof value === 'number' ? String(value) : textOf(value)),
    pointer,
    'Must be the most processes and threads, an integer above 0, or "max".',
  );
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : '';
}

function check(good: boolean, pointer: string, message: string): Problem[] {
  return good ? [] : [{ pointer, message }];
}
