import type { RunCreated, RunList, RunSummary, ValidationReport } from '#wire/run';
import type { RunStateChange, RunStateRequest } from '#wire/state-change';
import { ask, type Query } from './request';

export const runPath = (runID: number): string => `/dagruns/${runID}`;

export function listRuns(query: Query, signal?: AbortSignal): Promise<RunList> {
  return ask('/dagruns', { query, signal });
}

export function getRun(runID: number, signal?: AbortSignal): Promise<RunSummary> {
  return ask(runPath(runID), { signal });
}

/** KILLED kills, PAUSED pauses, RUNNING resumes, QUEUED retries what failed. */
export function changeRun(runID: number, state: RunStateRequest['state']): Promise<RunStateChange> {
  return ask(`${runPath(runID)}/state`, { method: 'PATCH', body: { state } });
}

export function removeRun(runID: number): Promise<void> {
  return ask(runPath(runID), { method: 'DELETE' });
}

/** `definition`: JSON text, sent as it was written. */
export function submitRun(definition: string, key?: string): Promise<RunCreated> {
  const headers: Record<string, string> = key === undefined ? {} : { 'Idempotency-Key': key };
  return ask('/dagruns', { method: 'POST', body: definition, headers });
}

export function validateRun(definition: string, signal?: AbortSignal): Promise<ValidationReport> {
  return ask('/dagruns/validate', { method: 'POST', body: definition, signal });
}
