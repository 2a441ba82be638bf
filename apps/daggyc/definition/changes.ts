/** What the command line sets in a definition. */
export interface Changes {
  /** `NAME=value`; a name that occurs several times becomes an array. */
  readonly param?: readonly string[];
  readonly tag?: string;
}

export function isEmpty({ param = [], tag }: Changes): boolean {
  return param.length === 0 && tag === undefined;
}

/** A definition with other parameters and another tag; what is no definition is left to the server to refuse. */
export function applyChanges(definition: unknown, { param = [], tag }: Changes): unknown {
  if (!isObject(definition)) return definition;
  const changed = { ...definition };
  if (tag !== undefined) changed.tag = tag;
  if (param.length > 0) {
    // `job` is an older name of `parameters`.
    const key = 'job' in changed && !('parameters' in changed) ? 'job' : 'parameters';
    const own = changed[key] ?? {};
    if (isObject(own)) changed[key] = { ...own, ...parameters(param) };
  }
  return changed;
}

function parameters(assignments: readonly string[]): Record<string, string | string[]> {
  const values = new Map<string, string[]>();
  for (const assignment of assignments) {
    const [name, value] = splitAssignment(assignment);
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return Object.fromEntries([...values].map(([name, all]) => [name, all.length === 1 ? all[0] : all]));
}

/** Name and value of `NAME=value`; the value may contain further `=`. */
export function splitAssignment(assignment: string): [string, string] {
  const at = assignment.indexOf('=');
  return [assignment.slice(0, at), assignment.slice(at + 1)];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
