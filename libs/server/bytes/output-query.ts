import { booleanField, integerField, patternField } from '../http/query-fields';

/** Query parameters of every endpoint that sends output. */
export const OUTPUT_QUERY = {
  tail: integerField('Only the last so many lines.', { min: 0, max: 1_000_000, absent: undefined }),
  follow: booleanField('Goes on with what is written, until the end.'),
};

/** Query parameters of every endpoint that searches output; `regex` must be given. */
export const SEARCH_QUERY = {
  regex: patternField('What the lines must match'),
  limit: integerField('Most lines of the answer.', { min: 1, max: 1000, absent: 100 }),
};
