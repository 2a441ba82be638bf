/** Up to so many keys are compared one by one, which is faster than a Set. */
const FEW = 8;

/** The keys of one object while it is read; used again for the next object of the same level. */
export class SeenKeys {
  private readonly few: string[] = [];
  private many: Set<string> | undefined;
  size = 0;

  clear(): void {
    this.size = 0;
    this.many = undefined;
  }

  /** False when the key was there already. */
  add(key: string): boolean {
    if (this.has(key)) return false;
    if (this.many === undefined && this.size === FEW) this.many = new Set(this.few);
    if (this.many === undefined) this.few[this.size] = key;
    else this.many.add(key);
    this.size++;
    return true;
  }

  private has(key: string): boolean {
    if (this.many !== undefined) return this.many.has(key);
    for (let i = 0; i < this.size; i++) if (this.few[i] === key) return true;
    return false;
  }
}
