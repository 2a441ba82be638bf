import type { OperationSpec } from '../openapi/operation';
import { OUTPUT_QUERY } from './output-query';

const bytes = { type: 'text/plain', schema: { type: 'string' }, example: 'pulled 12,480 rows\n' };

/** What every endpoint that sends output says of itself. */
export const OUTPUT_OPERATION = {
  tag: 'output',
  query: OUTPUT_QUERY,
  headers: { Range: { description: 'One range of bytes; not obeyed with follow.', schema: { type: 'string' } } },
  ok: { ...bytes, description: 'All that is kept, or the tail of it.' },
  alsoOk: [
    { ...bytes, status: 206, description: 'The range.', headers: { 'Content-Range': 'Which bytes, of how many.' } },
  ],
} satisfies Partial<OperationSpec>;
