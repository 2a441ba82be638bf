import { script } from './script';

/**
 * In front of every script that writes. Its first two arguments are whose the store must be: store id and fencing token.
 * Answers `gone` or `taken` when it is not; the rest of the script is not run then.
 */
export const CHECK_OWNER = `
local is = redis.call('HMGET', KEYS[1], 'store_id', 'fencing_token')
if is[1] ~= ARGV[1] then return {'gone'} end
if is[2] ~= ARGV[2] then return {'taken'} end
`;

/**
 * Makes somebody the owner if the last sign of the former one is still the last. A new store is made.
 *
 * KEYS: meta, runs. ARGV: layout version, id for a new store, fencing token and heartbeat of that sign, the new owner.
 * Answers `claimed` with store id, fencing token, next run id, number of runs and of the last append, or `changed`, or `damaged`.
 */
export const CLAIM = script(`
local is = redis.call('HMGET', KEYS[1], 'store_id', 'fencing_token', 'heartbeat')
if (is[2] or '0') ~= ARGV[3] or (is[3] or '0') ~= ARGV[4] then return {'changed'} end
if not is[1] then
  if redis.call('EXISTS', KEYS[1], KEYS[2]) > 0 then return {'damaged'} end
  redis.call('HSET', KEYS[1], 'version', ARGV[1], 'store_id', ARGV[2], 'next_run_id', 1, 'run_count', 0, 'last_append', 0,
    'heartbeat', 0)
end
redis.call('HINCRBY', KEYS[1], 'fencing_token', 1)
redis.call('HSET', KEYS[1], 'owner', ARGV[5])
local now = redis.call('HMGET', KEYS[1], 'store_id', 'fencing_token', 'next_run_id', 'run_count', 'last_append')
return {'claimed', unpack(now)}
`);

/** KEYS: meta. ARGV: store id, fencing token. Answers `done`. */
export const BEAT = script(`${CHECK_OWNER}
redis.call('HINCRBY', KEYS[1], 'heartbeat', 1)
return {'done'}
`);

/** KEYS: meta. ARGV: store id, fencing token. Answers `done`. */
export const RELEASE = script(`${CHECK_OWNER}
redis.call('HSET', KEYS[1], 'owner', '')
return {'done'}
`);
