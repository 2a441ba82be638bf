import { InvalidArgumentError } from 'commander';

/** Parsers for values of options and arguments. */
export const positiveInteger = integer(1);
export const naturalNumber = integer(0);

/** The longest that timers count is 24.8 days. */
const MOST_SECONDS = 2_000_000;

/** Seconds, fractions allowed, more than 0. */
export function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value <= MOST_SECONDS)) {
    throw new InvalidArgumentError(`Give seconds, more than 0 and at most ${MOST_SECONDS}.`);
  }
  return value;
}

function integer(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d{1,15}$/.test(text) || value < least) throw new InvalidArgumentError(`Give an integer from ${least} on.`);
    return value;
  };
}
