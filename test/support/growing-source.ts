import type { ByteSource } from '#server/bytes/byte-source';

/** Bytes in memory that a test adds to. */
export class GrowingSource implements ByteSource {
  reads = 0;
  /** Most bytes that were asked for at once. */
  largest = 0;
  private bytes: Buffer;

  constructor(text: string | Buffer = '') {
    this.bytes = Buffer.from(text);
  }

  append(text: string | Buffer): void {
    this.bytes = Buffer.concat([this.bytes, Buffer.from(text)]);
  }

  truncate(size: number): void {
    this.bytes = this.bytes.subarray(0, size);
  }

  size(): Promise<number> {
    return Promise.resolve(this.bytes.length);
  }

  read(start: number, end: number): Promise<Uint8Array> {
    this.reads++;
    this.largest = Math.max(this.largest, end - start);
    return Promise.resolve(Uint8Array.from(this.bytes.subarray(start, end)));
  }
}
