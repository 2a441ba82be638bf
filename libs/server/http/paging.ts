import { integerField, textField } from './query-fields';

/** `limit` and `cursor` of every list. */
export const PAGING = {
  limit: integerField('Most items of the answer.', { min: 1, max: 1000, absent: 50 }),
  cursor: textField('The `nextCursor` of the page before.', 4096),
};
