import { quote } from './words';

const TASK_NAME = /^[A-Za-z0-9_.-]{1,256}$/;
const PARAMETER_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Why this cannot be the name of a task, if so. */
export function badTaskName(name: string): string | undefined {
  if (TASK_NAME.test(name) && name !== '.' && name !== '..') return undefined;
  return `${quote(name)} cannot name a task: a name has 1 to 256 letters (a-z, A-Z), digits, "_", "-" and ".", and is not "." or "..".`;
}

/** Why this cannot be the name of a parameter, if so. */
export function badParameterName(name: string): string | undefined {
  if (PARAMETER_NAME.test(name)) return undefined;
  return `${quote(name)} cannot name a parameter: a name is a letter (a-z, A-Z) or "_", then letters, digits and "_".`;
}
