/** How values of a type are sent. See `array_recv` and the receive function of each type in the sources of Postgres. */
export interface ElementType<T> {
  /** Number of the type in `pg_type`, the same in every database. */
  readonly oid: number;
  /** In bytes. */
  size(value: T): number;
  write(buffer: Buffer, value: T, at: number): void;
}

export const BIGINT: ElementType<number> = {
  oid: 20,
  size: () => 8,
  write: (buffer, value, at) => buffer.writeBigInt64BE(BigInt(value), at),
};

export const INTEGER: ElementType<number> = {
  oid: 23,
  size: () => 4,
  write: (buffer, value, at) => buffer.writeInt32BE(value, at),
};

export const DOUBLE: ElementType<number> = {
  oid: 701,
  size: () => 8,
  write: (buffer, value, at) => buffer.writeDoubleBE(value, at),
};

export const BOOLEAN: ElementType<boolean> = {
  oid: 16,
  size: () => 1,
  write: (buffer, value, at) => buffer.writeUInt8(value ? 1 : 0, at),
};

/** Without what Postgres cannot store: see `peopleText`. */
export const TEXT: ElementType<string> = {
  oid: 25,
  size: (value) => Buffer.byteLength(value),
  write: (buffer, value, at) => buffer.write(value, at),
};

export const BYTES: ElementType<Uint8Array> = {
  oid: 17,
  size: (value) => value.length,
  write: (buffer, value, at) => buffer.set(value, at),
};

const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);

/** A timestamptz of whole ms since 1970, within its limits: see `peopleTime`. */
export const TIME: ElementType<number> = {
  oid: 1184,
  size: () => 8,
  write: (buffer, value, at) => buffer.writeBigInt64BE(BigInt(value - POSTGRES_EPOCH_MS) * 1_000n, at),
};

const NULL_SIZE = -1;

/** An array of one dimension as Postgres receives it in binary; SQL's NULL when it would hold nothing else. */
export function binaryArray<T>({ oid, size, write }: ElementType<T>, values: readonly (T | null)[]): Buffer | null {
  let length = 20;
  let nulls = 0;
  for (const value of values) {
    length += 4 + (value === null ? 0 : size(value));
    if (value === null) nulls++;
  }
  if (nulls === values.length) return null;
  const buffer = Buffer.allocUnsafe(length);
  const [dimensions, firstIndex] = [1, 1];
  let at = 0;
  for (const field of [dimensions, nulls > 0 ? 1 : 0, oid, values.length, firstIndex]) {
    at = buffer.writeInt32BE(field, at);
  }
  for (const value of values) {
    const bytes = value === null ? NULL_SIZE : size(value);
    at = buffer.writeInt32BE(bytes, at);
    if (value === null) continue;
    write(buffer, value, at);
    at += bytes;
  }
  return buffer;
}
