import type { Executor, FinishedAttempt } from '../ports/executor';
import type { RunModel } from '../run/run-model';
import type { Problem } from '../spec/problem';
import { readGeneratedTasks } from '../spec/read-generated-tasks';
import type { SpecRules } from '../spec/rules';
import type { Arrived } from './mailbox';
import type { GeneratorOutput } from './reactor/attempt-finished';

/** Problems that are told in full; the rest is counted. */
const MOST_TOLD = 10;

/** Fetches what a generator printed. Never rejects: what cannot be read is refused with the reason. */
export async function readGenerated(executor: Executor, finished: FinishedAttempt): Promise<Arrived> {
  return { ...finished, generated: await outputOf(executor, finished) };
}

async function outputOf(executor: Executor, { key, result }: FinishedAttempt): Promise<GeneratorOutput> {
  if (result.truncated) {
    return {
      refused:
        'the generator wrote more than limits.maxOutputBytes, so that its tasks are not whole; none of them joined the run',
    };
  }
  try {
    const output = executor.output(key, 'stdout');
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const size = await output.size();
    let document = '';
    for (let at = 0; at < size;) {
      // May give less than was asked for.
      const bytes = await output.read(at, size);
      if (bytes.length === 0) break;
      document += decoder.decode(bytes, { stream: true });
      at += bytes.length;
    }
    return { document: document + decoder.decode() };
  } catch (error) {
    return {
      refused: `the generator's stdout cannot be read as UTF-8 text: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

/** Checks what a generator printed against the run as it is now. */
export function checkGenerated(run: RunModel, output: GeneratorOutput, rules: SpecRules): GeneratorOutput {
  if ('refused' in output) return output;
  const tasks = readGeneratedTasks(output.document, run.growing, rules);
  return tasks.ok
    ? output
    : { refused: `the generator's stdout is not a set of tasks that can join the run: ${sentence(tasks.problems)}` };
}

function sentence(problems: readonly Problem[]): string {
  const told = problems
    .slice(0, MOST_TOLD)
    .map(({ pointer, message }) => (pointer ? `${pointer}: ${message}` : message));
  const more = problems.length - told.length;
  return told.join('; ') + (more > 0 ? `; and ${more} more problems` : '');
}
