const LONGEST = 200;

/** A name or path as messages show it: in double quotes, cut when it is very long. */
export function quote(text: string): string {
  return JSON.stringify(text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}...`);
}
