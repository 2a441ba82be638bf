/**
 * As `describe`, for tests that start a real server. Where it is not installed they are skipped, with a name that says so;
 * but not where CI is set: there everything must be tested.
 */
export function describeWith(program: string, installed: boolean, name: string, body: () => void): void {
  if (installed) describe(name, body);
  else if (process.env.CI) throw new Error(`${program} is not installed: "${name}" cannot be tested`);
  else describe.skip(`${name} (skipped: ${program} is not installed)`, body);
}
