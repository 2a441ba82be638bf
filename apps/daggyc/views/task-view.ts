import type { Attempt } from '#wire/attempt';
import type { Task, TaskSummary } from '#wire/task';
import { localTime, span } from '../output/times';
import { NOTHING, type View } from '../output/view';
import { stateColour } from './state-colour';

export const TASK_VIEW: View<TaskSummary> = {
  name: ({ name }) => name,
  columns: [
    { title: 'TASK', text: ({ name }) => name },
    { title: 'STATE', text: ({ state }) => state, colour: ({ state }) => stateColour(state) },
    { title: 'ATTEMPTS', right: true, text: ({ attempts }) => String(attempts) },
    { title: 'RC', right: true, text: ({ rc }) => (rc === null ? NOTHING : String(rc)) },
    { title: 'CAUSE', text: ({ cause }) => cause ?? NOTHING },
    { title: 'TOOK', right: true, text: ({ startTime, stopTime }) => span(startTime, stopTime) },
    { title: 'TEMPLATE', wide: true, text: ({ template }) => template },
    { title: 'STARTED', wide: true, text: ({ startTime }) => localTime(startTime) },
    { title: 'STOPPED', wide: true, text: ({ stopTime }) => localTime(stopTime) },
    { title: 'WAITS FOR', text: ({ waitingFor }) => waitingFor?.message ?? NOTHING },
  ],
};

/** Of one task only its name is needed by other commands. */
export const WHOLE_TASK_VIEW: View<Task> = { name: ({ name }) => name, columns: [] };

/** One task, line by line. */
export function taskDetails(task: Task): readonly (readonly [string, string])[] {
  const list = (names: readonly string[]): string => names.join(', ') || NOTHING;
  return [
    ['Task', task.name],
    ['Template', task.template],
    ['State', task.state],
    ...(task.waitingFor === null ? [] : [['Waits for', task.waitingFor.message] as const]),
    ['Parameters', list(Object.entries(task.parameters).map(([name, value]) => `${name}=${value}`))],
    ['Parents', list(task.parents)],
    ['Children', list(task.children)],
    ['Pool', task.pool],
    ['Priority', String(task.priority)],
    ['Retries', `${task.maxRetries}, ${task.retryIntervalSeconds} s apart`],
    ['Timeout', task.timeoutSeconds === null ? NOTHING : `${task.timeoutSeconds} s`],
    ['Job', JSON.stringify(task.job)],
    ...task.attempts.flatMap(attemptDetails),
  ];
}

function attemptDetails(attempt: Attempt): readonly (readonly [string, string])[] {
  const { startTime, stopTime, rc, cause, executorLog, outputBytes, errorBytes, truncated } = attempt;
  const end = cause === null ? 'running' : `${cause}${rc === null ? '' : `, rc ${rc}`}`;
  const written = `stdout ${outputBytes} bytes, stderr ${errorBytes} bytes${truncated ? ', cut' : ''}`;
  const resources = Object.entries(attempt.resources).map(([name, value]) => `${name} ${value}`);
  return [
    [`Attempt ${attempt.attempt}`, `${end}; started ${localTime(startTime)}, took ${span(startTime, stopTime)}`],
    ...[written, resources.join(', '), executorLog].filter(Boolean).map((text) => ['', text] as const),
  ];
}
