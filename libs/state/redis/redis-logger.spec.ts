import { describeStateLogger, type LoggerUnderTest } from '../../../test/contract/state/state-logger-contract';
import { describeWith } from '../../../test/support/describe-with';
import { hasRedisServer, RedisServer } from '../../../test/support/redis-server';
import { createStateLogger } from '../registry';

describeWith('redis-server', hasRedisServer(), 'RedisLogger on a Redis server', () => {
  let server: RedisServer;
  let stores = 0;

  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.dispose());

  function make(): Promise<LoggerUnderTest> {
    const config = { prefix: `store-${++stores}`, host: '127.0.0.1', port: server.port };
    const context = { dataDir: '/nowhere', log: () => undefined };
    const reopen = () => createStateLogger('RedisLogger', config, context);
    const origin = { name: 'RedisLogger', config, dataDir: context.dataDir };
    const dispose = async (): Promise<void> => void (await server.command('FLUSHALL'));
    return Promise.resolve({ logger: reopen(), reopen, origin, dispose });
  }

  describeStateLogger('RedisLogger', make, { durable: true });
});
