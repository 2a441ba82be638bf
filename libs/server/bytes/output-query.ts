import { LINE_COUNT_STEP } from '#wire/line-counts';
import { booleanField, integerField, patternField } from '../http/query-fields';

const LARGEST_OFFSET = 1e15 - 1;

/** Query parameters of every endpoint that sends output. */
export const OUTPUT_QUERY = {
  tail: integerField('Only the last so many lines.', { min: 0, max: 1_000_000, absent: undefined }),
  from: integerField('Begins at this byte: whoever has read so far goes on there.', {
    min: 0,
    max: LARGEST_OFFSET,
    absent: undefined,
  }),
  follow: booleanField('Goes on with what is written, until the end.'),
};

/** Query parameters of every endpoint that searches output; `regex` must be given. */
export const SEARCH_QUERY = {
  regex: patternField('What the lines must match'),
  limit: integerField('Most lines of the answer.', { min: 1, max: 1000, absent: 100 }),
};

/** Query parameters of every endpoint that counts the lines of output. */
export const LINES_QUERY = {
  from: integerField(`Counts from this byte on; a multiple of ${LINE_COUNT_STEP}.`, {
    min: 0,
    max: LARGEST_OFFSET,
    absent: 0,
  }),
};
