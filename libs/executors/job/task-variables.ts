import type { AttemptOrder } from '#dag/ports/executor';

/** What every task process finds in its environment, as NAME=value. */
export function taskVariables({ runID, taskName, template, attempt }: AttemptOrder): string[] {
  return [
    `DAGGY_RUN_ID=${runID}`,
    `DAGGY_TASK_NAME=${taskName}`,
    `DAGGY_TEMPLATE=${template}`,
    `DAGGY_ATTEMPT=${attempt}`,
  ];
}

/** Variables of this name are the orchestrator's own; a job cannot set them. */
export function isReserved(variable: string): boolean {
  return RESERVED.has(variable.slice(0, variable.indexOf('=')));
}

const RESERVED = new Set(['DAGGY_RUN_ID', 'DAGGY_TASK_NAME', 'DAGGY_TEMPLATE', 'DAGGY_ATTEMPT', 'DAGGY_PROCESS']);
