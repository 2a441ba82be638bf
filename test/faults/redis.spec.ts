import { describeWith } from '../support/describe-with';
import { hasRedisServer } from '../support/redis-server';
import { survivesCrashes } from './survive-crashes';

describeWith('redis-server', hasRedisServer(), 'RedisLogger', () => survivesCrashes('redis'));
