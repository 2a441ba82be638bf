import { InvalidArgumentError } from 'commander';

/** Parsers for values of options and arguments. */
export const positiveInteger = integer(1);
export const naturalNumber = integer(0);

/** Seconds, fractions allowed, more than 0. */
export function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError('Give seconds, more than 0.');
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
