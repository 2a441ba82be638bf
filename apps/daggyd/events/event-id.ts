import { randomBytes } from 'node:crypto';

/** `<boot>-<number>`: numbers begin anew with every daggyd, so that an id of an earlier one must be known as such. */
export class EventIDs {
  private readonly boot = randomBytes(6).toString('hex');

  of(number: number): string {
    return `${this.boot}-${number}`;
  }

  /** Undefined for an id that this daggyd has not given out. */
  numberOf(id: string): number | undefined {
    const match = /^([0-9a-f]{12})-(\d{1,15})$/.exec(id);
    return match?.[1] === this.boot ? Number(match[2]) : undefined;
  }
}
