import { shellWord } from '../widgets/commands';

type Job = Readonly<Record<string, unknown>>;

/** What a job runs, as one would type it into a shell; undefined for a job that runs no command. */
export function shellText({ command, commandString }: Job): string | undefined {
  if (typeof commandString === 'string') return commandString;
  if (!Array.isArray(command)) return undefined;
  return command.map((word) => shellWord(String(word))).join(' ');
}

/** What a job adds to the environment, as names and values; it may be written as a list or as an object. */
export function environmentOf({ environment }: Job): readonly (readonly [name: string, value: string])[] {
  if (Array.isArray(environment)) {
    return environment.map((entry) => {
      const text = String(entry);
      const equals = text.indexOf('=');
      return equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
    });
  }
  if (typeof environment !== 'object' || environment === null) return [];
  return Object.entries(environment).map(([name, value]) => [name, String(value)]);
}

/** Everything else that a job says, as names and texts. */
export function otherFields(job: Job): readonly (readonly [name: string, value: string])[] {
  return Object.entries(job)
    .filter(([name]) => !['command', 'commandString', 'environment'].includes(name))
    .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]);
}
