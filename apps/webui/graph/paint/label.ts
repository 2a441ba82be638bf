/** A name in at most so many characters: what is left out is in the middle, as instances differ at their ends. */
export function shortened(name: string, most: number): string {
  if (name.length <= most) return name;
  if (most < 4) return name.slice(0, Math.max(0, most));
  const end = Math.floor((most - 1) / 2);
  return `${name.slice(0, most - 1 - end)}…${name.slice(name.length - end)}`;
}
