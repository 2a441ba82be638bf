import { InvalidArgumentError } from 'commander';

/** Parser of `running,errored`: names of states in any case. */
export function statesFrom(known: readonly string[]): (text: string) => string {
  return (text) => {
    const states = text.split(',').map((state) => state.trim().toUpperCase());
    const unknown = states.filter((state) => !known.includes(state));
    if (unknown.length > 0) throw new InvalidArgumentError(`States are ${known.join(', ')}, separated by commas.`);
    return states.join(',');
  };
}
