import type { Change } from '#dag/run/changes';
import type { Event } from '#wire/event';
import { presentTime } from '#server/present-time';

export function presentChange(change: Change): Event {
  return { ...change, time: presentTime(change.time) };
}
