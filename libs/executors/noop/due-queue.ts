/** A binary heap of things and the times when they are due: one timer can wait for a hundred thousand of them. */
export class DueQueue<T> {
  private readonly items: { readonly due: number; readonly value: T }[] = [];

  /** When the first one is due; Infinity when there is none. */
  get next(): number {
    return this.items.length > 0 ? this.items[0].due : Infinity;
  }

  add(due: number, value: T): void {
    const { items } = this;
    let place = items.push({ due, value }) - 1;
    const item = items[place];
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (items[parent].due <= due) break;
      items[place] = items[parent];
      place = parent;
    }
    items[place] = item;
  }

  /** Takes the first one if it is due; undefined otherwise. */
  take(now: number): T | undefined {
    const { items } = this;
    if (items.length === 0 || items[0].due > now) return undefined;
    const { value } = items[0];
    const last = items.pop();
    if (last && items.length > 0) this.sink(last);
    return value;
  }

  /** Puts an item in the place of the first one, and then where it belongs. */
  private sink(item: { readonly due: number; readonly value: T }): void {
    const { items } = this;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && items[child + 1].due < items[child].due) child++;
      if (items[child].due >= item.due) break;
      items[place] = items[child];
      place = child;
    }
    items[place] = item;
  }
}
