/** A long look at many things is taken in parts, between which others get their turn. */
export interface Turns {
  /** Whether this part has taken long enough; asked after each thing. */
  over(): boolean;
  /** Lets others go first; then a new part begins. */
  next(): Promise<void>;
}
