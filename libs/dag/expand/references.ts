/** `{{NAME}}`, or the same after a backslash, which writes the braces themselves. */
const REFERENCE = /(\\?)\{\{([A-Za-z_][A-Za-z0-9_]*)\}\}/g;

/** Names of the parameters that a string asks for, in its order, repeated as often as it repeats them. */
export function referencesIn(text: string): readonly string[] {
  // Most strings have none; looking for two braces is much cheaper than the expression.
  if (!text.includes('{{')) return NONE;
  const names: string[] = [];
  for (const [, backslash, name] of text.matchAll(REFERENCE)) {
    if (backslash === '') names.push(name);
  }
  return names;
}

const NONE: readonly string[] = [];

/** Fills in the values; a name without a value stays as it is written. Values are not looked at again. */
export function fillIn(text: string, values: ReadonlyMap<string, string>): string {
  if (!text.includes('{{')) return text;
  return text.replace(REFERENCE, (written: string, backslash: string, name: string) =>
    backslash === '' ? (values.get(name) ?? written) : written.slice(1),
  );
}
