import { createHash } from 'node:crypto';

/** A Lua script as Redis runs it: as one step, during which nothing else happens. */
export interface Script {
  readonly text: string;
  /** How Redis knows it again. */
  readonly sha: string;
}

export function script(text: string): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}
