import type { LocationQuery } from 'vue-router';
import { TASK_STATES } from '#wire/states';
import { readSort, writeSort } from './row-order';
import type { RowQuery } from './task-rows';

/** What the address says of the table: `state=ERRORED,KILLED`, `name`, `template`, `sort=-duration`. */
export function readTableQuery(query: LocationQuery): RowQuery {
  const states = text(query.state).split(',');
  return {
    states: TASK_STATES.filter((state) => states.includes(state)),
    name: text(query.name),
    template: text(query.template),
    sort: readSort(text(query.sort)),
  };
}

/** Keys that say nothing are undefined, and so are not in the address. */
export function writeTableQuery({ states, name, template, sort }: RowQuery): Record<string, string | undefined> {
  const order = writeSort(sort);
  return {
    state: states.join(',') || undefined,
    name: name || undefined,
    template: template || undefined,
    sort: order === 'submission' ? undefined : order,
  };
}

function text(value: LocationQuery[string] | undefined): string {
  return typeof value === 'string' ? value : '';
}
