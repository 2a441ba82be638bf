type Numbers = Uint8Array | Uint32Array | Int32Array | Float64Array;

/** The array, or a larger one with the same start when it holds less than `count`; what is added is zero. */
export function grown<A extends Numbers>(array: A, count: number): A {
  if (count <= array.length) return array;
  // Exactly what is asked for the first time: most runs never grow.
  const length = array.length === 0 ? count : Math.max(count, Math.ceil(array.length * 1.5));
  const larger = new (array.constructor as new (length: number) => A)(length);
  larger.set(array);
  return larger;
}
