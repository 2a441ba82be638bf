/** Remembers the last ids that it was told, at least so many, and forgets older ones. */
export class KnownIDs {
  private recent = new Set<string>();
  private older = new Set<string>();

  constructor(private readonly atLeast: number) {}

  add(id: string): void {
    this.recent.add(id);
    if (this.recent.size < this.atLeast) return;
    this.older = this.recent;
    this.recent = new Set();
  }

  has(id: string): boolean {
    return this.recent.has(id) || this.older.has(id);
  }
}
