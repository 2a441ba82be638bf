import { withRoom } from '../run/growable';

const LEVELS = 3;

/**
 * A set of task numbers that finds its smallest member from any number on at once: a bit for each task, and above it
 * summaries with a bit for each word of the level below that is not empty.
 */
export class ReadySet {
  /** levels[0] holds the members. */
  private readonly levels = Array.from({ length: LEVELS }, () => new Uint32Array(0));

  /** Makes room for the numbers below `tasks`. */
  grow(tasks: number): void {
    for (let level = 0; level < LEVELS; level++) {
      this.levels[level] = withRoom(this.levels[level], (tasks >>> (5 * (level + 1))) + 1);
    }
  }

  has(task: number): boolean {
    return (this.levels[0][task >>> 5] & (1 << (task & 31))) !== 0;
  }

  add(task: number): void {
    for (let level = 0, bit = task; level < LEVELS; level++, bit >>>= 5) {
      this.levels[level][bit >>> 5] |= 1 << (bit & 31);
    }
  }

  delete(task: number): void {
    for (let level = 0, bit = task; level < LEVELS; level++, bit >>>= 5) {
      this.levels[level][bit >>> 5] &= ~(1 << (bit & 31));
      if (this.levels[level][bit >>> 5] !== 0) return;
    }
  }

  /** The smallest member that is at least `from`, or -1. */
  next(from: number): number {
    let bit = from;
    for (let level = 0; level < LEVELS; level++) {
      const words = this.levels[level];
      // Only the top level is searched beyond the word at hand; further down a summary says where to look.
      const last = level === LEVELS - 1 ? words.length - 1 : Math.min(bit >>> 5, words.length - 1);
      let mask = -1 << (bit & 31);
      for (let word = bit >>> 5; word <= last; word++, mask = -1) {
        const rest = words[word] & mask;
        if (rest !== 0) return this.descend(level, (word << 5) + lowestBit(rest));
      }
      bit = (bit >>> 5) + 1;
    }
    return -1;
  }

  private descend(level: number, bit: number): number {
    let found = bit;
    for (let below = level - 1; below >= 0; below--) found = (found << 5) + lowestBit(this.levels[below][found]);
    return found;
  }
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
