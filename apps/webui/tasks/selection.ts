/** Tasks that were picked in a table: some, or whatever matches its filter. */
export class Selection {
  private readonly names = new Set<string>();
  /** Everything that matches is meant, here or not. */
  all = false;

  has(name: string): boolean {
    return this.all || this.names.has(name);
  }

  /** undefined: all that match. */
  get chosen(): readonly string[] | undefined {
    return this.all ? undefined : [...this.names];
  }

  get isEmpty(): boolean {
    return !this.all && this.names.size === 0;
  }

  toggle(name: string): void {
    if (this.all) return;
    if (!this.names.delete(name)) this.names.add(name);
  }

  add(names: Iterable<string>): void {
    if (this.all) return;
    for (const name of names) this.names.add(name);
  }

  addAll(): void {
    this.clear();
    this.all = true;
  }

  clear(): void {
    this.names.clear();
    this.all = false;
  }
}
