import { CHECK_OWNER } from './ownership';
import { script } from './script';

/**
 * Records an append, once. Everything is looked at before anything is written: what a script has written stays written.
 *
 * KEYS: meta, runs; then for each run: its hash, journal and document.
 * ARGV: store id, fencing token, number of the last append that was acknowledged, number of this one, number of runs; for
 * each run five numbers: its id, how many events it gets, how many fields and values of its hash, rows of its journal and
 * pieces of its document (0: it must be there already) follow; then for each run all of these.
 *
 * Answers `done`; `recorded` when it was before; `back` when the store has lost what it had acknowledged; `missing` or
 * `twice` with the id of a run that is not there, or already.
 */
export const APPEND = script(`${CHECK_OWNER}
local last = tonumber(redis.call('HGET', KEYS[1], 'last_append'))
if last >= tonumber(ARGV[4]) then return {'recorded'} end
if last < tonumber(ARGV[3]) then return {'back'} end
local runs = tonumber(ARGV[5])
for i = 0, runs - 1 do
  local id, is_new = ARGV[6 + 5 * i], ARGV[10 + 5 * i] ~= '0'
  local is_there = redis.call('EXISTS', KEYS[3 + 3 * i]) == 1
  if is_new and is_there then return {'twice', id} end
  if not is_new and not is_there then return {'missing', id} end
end
redis.call('HSET', KEYS[1], 'last_append', ARGV[4])
local at = 6 + 5 * runs
for i = 0, runs - 1 do
  local head, key = 6 + 5 * i, 3 + 3 * i
  local id, pieces = ARGV[head], tonumber(ARGV[head + 4])
  local journal_at = at + tonumber(ARGV[head + 2])
  local document_at = journal_at + tonumber(ARGV[head + 3])
  redis.call('HSET', KEYS[key], unpack(ARGV, at, journal_at - 1))
  redis.call('HINCRBY', KEYS[key], 'event_count', ARGV[head + 1])
  for row = journal_at, document_at - 1 do redis.call('RPUSH', KEYS[key + 1], ARGV[row]) end
  at = document_at + pieces
  if pieces > 0 then
    redis.call('ZADD', KEYS[2], id, id)
    redis.call('HINCRBY', KEYS[1], 'run_count', 1)
    for piece = document_at, at - 1 do redis.call('APPEND', KEYS[key + 2], ARGV[piece]) end
    if tonumber(redis.call('HGET', KEYS[1], 'next_run_id')) <= tonumber(id) then
      redis.call('HSET', KEYS[1], 'next_run_id', string.format('%.0f', tonumber(id) + 1))
    end
  end
end
return {'done'}
`);

/** KEYS: meta, runs, and all keys of the runs. ARGV: store id, fencing token, ids of the runs. Answers `done`. */
export const REMOVE = script(`${CHECK_OWNER}
local removed = redis.call('ZREM', KEYS[2], unpack(ARGV, 3))
-- 0 - removed, as the minus sign makes "-0" of none, which Redis takes for no number.
redis.call('HINCRBY', KEYS[1], 'run_count', 0 - removed)
redis.call('UNLINK', unpack(KEYS, 3))
return {'done'}
`);
