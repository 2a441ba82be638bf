type Numbers = Uint8Array | Int16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

/** The array itself, or a copy with room for at least `length` items: growth is geometric, so that appending is cheap. */
export function withRoom<T extends Numbers>(array: T, length: number): T {
  if (array.length >= length) return array;
  const grown = new (array.constructor as new (length: number) => T)(
    Math.max(length, Math.ceil(array.length * 1.5), 16),
  );
  grown.set(array as never);
  return grown;
}
