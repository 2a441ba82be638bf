/** How long an engine lives, counted in calls of its ports. */
export class Life {
  private left = Infinity;
  private answersLast = true;

  /** Ends it at the given call from now on; that call still has its effect, but nobody hears the answer, if `halfway`. */
  endAfter(calls: number, halfway: boolean): void {
    if (this.ended) return;
    this.left = calls;
    this.answersLast = !halfway;
  }

  end(): void {
    this.left = 0;
  }

  get ended(): boolean {
    return this.left <= 0;
  }

  /** Counts one call: whether it takes place, and whether its answer is heard. */
  call(): { readonly takesPlace: boolean; readonly isHeard: boolean } {
    if (this.left <= 0) return { takesPlace: false, isHeard: false };
    this.left--;
    return { takesPlace: true, isHeard: this.left > 0 || this.answersLast };
  }
}

/** A port as an engine sees it that dies with its life: from then on calls do nothing and are never answered. */
export function mortal<T extends object>(port: T, life: Life): T {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function' || name === 'checkJob') return member;
      return (...args: unknown[]): unknown => {
        const { takesPlace, isHeard } = life.call();
        const answer: unknown = takesPlace ? Reflect.apply(member, target, args) : undefined;
        return isHeard ? answer : new Promise(() => undefined);
      };
    },
  });
}
