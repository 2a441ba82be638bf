/** More than a runner ever serves; beyond, the one that was heard least lately is forgotten. */
const MOST_STORES = 10_000;

/**
 * The fencing tokens of the stores whose servers use this runner: of two that think to own the same store the one with the
 * smaller token was frozen while the other took over, and must not change anything any more.
 */
export class OwnerTokens {
  private readonly greatest = new Map<string, number>();

  /** Whether nobody has come with a greater token of the same store. */
  accept(storeID: string, token: number): boolean {
    const known = this.greatest.get(storeID) ?? 0;
    if (token < known) return false;
    this.greatest.delete(storeID);
    this.greatest.set(storeID, token);
    const [leastLately] = this.greatest.keys();
    if (this.greatest.size > MOST_STORES) this.greatest.delete(leastLately);
    return true;
  }
}
