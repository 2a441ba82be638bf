import { RECORD_FIELDS } from '../record-fields';
import { script } from './script';

const FIELDS = RECORD_FIELDS.map((field) => `'${field}'`).join(', ');

/**
 * The next runs above an id. KEYS: runs, and the name of a run's hash without the id. ARGV: the id, how many at most.
 * Answers with an array for each: its id and the values of RECORD_FIELDS.
 */
export const RECORDS = script(`
local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. ARGV[1], '+inf', 'LIMIT', 0, ARGV[2])
for i, id in ipairs(ids) do ids[i] = {id, redis.call('HMGET', KEYS[2] .. id, ${FIELDS})} end
return ids
`);

/**
 * A run as it is at one moment. KEYS: its hash, journal and document. Answers with: the values of RECORD_FIELDS, then of
 * event_count and document_crc; rows of the journal; bytes of the document. Nothing when it is not there.
 */
export const RUN = script(`
if redis.call('EXISTS', KEYS[1]) == 0 then return {} end
local values = redis.call('HMGET', KEYS[1], ${FIELDS}, 'event_count', 'document_crc')
return {values, redis.call('LLEN', KEYS[2]), redis.call('STRLEN', KEYS[3])}
`);

/**
 * The next rows of a journal, from one up to but without another: at least one unless there are none, as many as have so
 * many bytes together or a few more. KEYS: the journal. ARGV: the two, and the bytes.
 */
export const ROWS = script(`
local rows, bytes = {}, 0
local at, stop, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
while at < stop and bytes < most do
  local some = redis.call('LRANGE', KEYS[1], at, math.min(at + 8, stop) - 1)
  if #some == 0 then break end
  for _, row in ipairs(some) do
    rows[#rows + 1] = row
    bytes = bytes + #row
  end
  at = at + #some
end
return rows
`);
