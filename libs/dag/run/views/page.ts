/** Part of a list. `next`: where the following part begins; absent when there is none. */
export interface Page<T, P> {
  readonly items: readonly T[];
  readonly next?: P;
}
