/** One thing that is wrong with a document. */
export interface Problem {
  /** JSON pointer (RFC 6901) to the place; `""` is the whole document. */
  readonly pointer: string;
  /** What, why and what to do, in one or two sentences. */
  readonly message: string;
}

export type Checked<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly Problem[] };

/** Appends reference tokens to a JSON pointer, escaped as RFC 6901 asks. */
export function pointerTo(base: string, ...tokens: readonly (string | number)[]): string {
  return tokens.reduce<string>(
    (path, token) => `${path}/${String(token).replace(/~/g, '~0').replace(/\//g, '~1')}`,
    base,
  );
}
