import { join } from 'node:path';

const SCRIPT = join(__dirname, 'task.sh');

/** What a task of a campaign does; see task.sh. */
export interface TaskPlan {
  readonly seconds: number;
  readonly lines: number;
  /** Its first so many attempts end with 3. */
  readonly failures: number;
  readonly filler: string;
  /** All that it prints when it succeeds, for a generator. */
  readonly text?: string;
  /** Parameters that it uses. */
  readonly words: readonly string[];
}

export function taskCommand(
  ledger: string,
  { seconds, lines, failures, filler, text = '', words }: TaskPlan,
): string[] {
  // Braces of a parameter are for the tasks that it prints, not for itself.
  const printed = text.replaceAll('{{', '\\{{');
  return ['/bin/sh', SCRIPT, ledger, String(seconds), String(lines), String(failures), filler, printed, ...words];
}

export interface Printed {
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What an attempt prints and ends with; `command` with all parameters filled in. */
export function printedBy(command: readonly string[], runID: number, task: string, attempt: number): Printed {
  const [, , , , lines, failures, filler, printed, ...words] = command;
  const who = `${runID} ${task} ${attempt}`;
  const rc = attempt <= Number(failures) ? 3 : 0;
  const stderr = `${who} ${rc}\n`;
  if (rc === 0 && printed !== '') return { rc, stdout: generatedText(command), stderr };
  const body = Array.from({ length: Number(lines) }, (_, line) => `${who} ${line} ${filler}\n`).join('');
  return { rc, stdout: `${body}${who} ends with ${rc}: ${words.join(' ')}\n`, stderr };
}

/** What a generator's successful attempt prints. */
export function generatedText(command: readonly string[]): string {
  return command[7].replaceAll('\\{{', '{{');
}
