import { address } from './libc';

/** Of all the argument and environment texts of one start, at first. */
const INITIAL_BYTES = 64 * 1024;
const INITIAL_POINTERS = 1024;

/**
 * Lays out `argv` and `envp` of one start as C wants them, in memory that is used again and again: converting 30
 * variables of the base environment for every start would cost more than everything else around it. The base is laid
 * out once, behind the room for additions, so that an environment without clashing names is base plus a few pointers.
 */
export class ArgumentBlock {
  private text = Buffer.alloc(INITIAL_BYTES);
  private used = 0;
  private readonly baseText: Buffer;
  private readonly baseNames = new Map<string, number>();
  private readonly basePointers: BigUint64Array;
  private environment: BigUint64Array;
  private argv: BigUint64Array;
  private textAddress: bigint;
  /** The last environment with replaced variables: it must stay alive while the system call reads it. */
  private replacing = new BigUint64Array(0);

  /** `base`: NAME=value. */
  constructor(base: readonly string[]) {
    this.baseText = Buffer.from(base.join('\0') + '\0');
    const start = address(this.baseText);
    this.basePointers = new BigUint64Array(base.length);
    let offset = 0;
    base.forEach((entry, index) => {
      this.baseNames.set(nameOf(entry), index);
      this.basePointers[index] = start + BigInt(offset);
      offset += Buffer.byteLength(entry) + 1;
    });
    this.environment = this.environmentWithRoom(INITIAL_POINTERS);
    this.argv = new BigUint64Array(INITIAL_POINTERS);
    this.textAddress = address(this.text);
  }

  /** Bytes that the texts of a start take at most: UTF-8 has up to 3 bytes per UTF-16 unit. */
  begin(command: readonly string[], environment: readonly string[], path: string): void {
    let bytes = path.length + 1;
    for (const item of command) bytes += item.length + 1;
    for (const item of environment) bytes += item.length + 1;
    this.used = 0;
    if (bytes * 3 <= this.text.length) return;
    this.text = Buffer.alloc(bytes * 3);
    this.textAddress = address(this.text);
  }

  /** Address of a text as C string; valid until the next `begin`. */
  put(text: string): bigint {
    const at = this.textAddress + BigInt(this.used);
    this.used += this.text.write(text, this.used);
    this.text[this.used++] = 0;
    return at;
  }

  /** Address of an argv. */
  command(command: readonly string[]): bigint {
    if (command.length + 1 > this.argv.length) this.argv = new BigUint64Array(command.length * 2);
    for (let i = 0; i < command.length; i++) this.argv[i] = this.put(command[i]);
    this.argv[command.length] = 0n;
    return address(this.argv);
  }

  /** Address of an envp: the base, with `additions` (NAME=value) in place of variables of the same name. */
  variables(additions: readonly string[]): bigint {
    let room = this.environment.length - this.basePointers.length - 1;
    if (additions.length > room) {
      room = additions.length * 2;
      this.environment = this.environmentWithRoom(room);
    }
    let replaced: Set<number> | undefined;
    let first = room;
    for (const addition of additions) {
      const clash = this.baseNames.get(nameOf(addition));
      if (clash !== undefined) (replaced ??= new Set()).add(clash);
      this.environment[--first] = this.put(addition);
    }
    if (!replaced) return address(this.environment) + BigInt(first * 8);
    const kept = this.basePointers.filter((_, index) => !replaced.has(index));
    this.replacing = new BigUint64Array(room - first + kept.length + 1);
    this.replacing.set(this.environment.subarray(first, room));
    this.replacing.set(kept, room - first);
    return address(this.replacing);
  }

  /** Room for additions, then the base, then the null that ends it. */
  private environmentWithRoom(room: number): BigUint64Array {
    const block = new BigUint64Array(room + this.basePointers.length + 1);
    block.set(this.basePointers, room);
    return block;
  }
}

function nameOf(entry: string): string {
  const equals = entry.indexOf('=');
  return equals < 0 ? entry : entry.slice(0, equals);
}
