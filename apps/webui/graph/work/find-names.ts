/** What somebody looks for: a part of a name in any case, or between slashes a pattern in RE2 syntax, as the API takes it. */
export function readPattern(text: string): { readonly kind: 'part' | 'pattern'; readonly text: string } {
  const pattern = /^\/(.+?)\/?$/.exec(text);
  return pattern ? { kind: 'pattern', text: pattern[1] } : { kind: 'part', text };
}

/** The indexes of the names that match, ascending. Rejects, with a message for people, for what is not a pattern. */
export async function findNames(names: readonly string[], text: string): Promise<Uint32Array> {
  const pattern = readPattern(text);
  if (pattern.text === '') return new Uint32Array(0);
  const matches = pattern.kind === 'part' ? includes(pattern.text) : await compile(pattern.text);
  const found: number[] = [];
  for (let index = 0; index < names.length; index++) if (matches(names[index])) found.push(index);
  return Uint32Array.from(found);
}

/** The same as a pattern for the API. */
export function apiPattern(text: string): string {
  const pattern = readPattern(text);
  return pattern.kind === 'pattern' ? pattern.text : `(?i)${pattern.text.replace(/[^\w\s]/g, '\\$&')}`;
}

function includes(part: string): (name: string) => boolean {
  const lower = part.toLowerCase();
  return (name) => name.toLowerCase().includes(lower);
}

/** RE2 is linear in the name, whatever the pattern: a slip of the finger cannot keep the worker busy for ever. */
async function compile(pattern: string): Promise<(name: string) => boolean> {
  const { RE2JS } = await import('re2js');
  const compiled = RE2JS.compile(pattern);
  return (name) => compiled.matcher(name).find();
}
