import { integerField, textField } from '#server/http/query-fields';

/** Longest long poll, seconds. */
const LONGEST_WAIT = 60;

export const WAIT = integerField('Seconds to wait for an end before the answer.', {
  min: 0,
  max: LONGEST_WAIT,
  absent: 0,
});

export const TASK_LIST_QUERY = {
  finishedSince: integerField('Only tasks that finished after so many had: `finished` of an earlier answer.', {
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    absent: undefined,
  }),
  wait: WAIT,
  prefix: textField('Only tasks whose ids begin with it.', 128),
};
