/** Times that are both a JavaScript date and a timestamptz, ms since the epoch: 4714 BC to the year 275760. */
const FIRST_TIME = -210_866_803_200_000;
const LAST_TIME = 8_640_000_000_000_000;

const UNSTORABLE = /[\0\p{Surrogate}]/gu;

/** The text with U+FFFD for what Postgres cannot store: NUL and halves of surrogate pairs. */
export function peopleText(text: string): string {
  return text.replace(UNSTORABLE, '\ufffd');
}

/** ms since the epoch; null where there is none, or none that a timestamptz can hold. */
export function peopleTime(time: number | undefined): number | null {
  if (time === undefined || !(time >= FIRST_TIME && time <= LAST_TIME)) return null;
  return Math.trunc(time);
}
