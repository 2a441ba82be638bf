/** Bytes that can be read at any place while more are being written behind them. */
export interface ByteSource {
  /** Bytes that can be read now. */
  size(): Promise<number>;
  /** Bytes from `start` up to but without `end`; shorter at the end. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** Read at once: large enough for speed, small beside the memory of many readers. */
export const CHUNK = 256 * 1024;
