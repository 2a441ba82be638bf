import { describeStateLogger, type LoggerUnderTest } from '../../../test/contract/state/state-logger-contract';
import { describeWith } from '../../../test/support/describe-with';
import { postgresBinaries, PostgresServer } from '../../../test/support/postgres-server';
import { createStateLogger } from '../registry';

describeWith('postgresql', postgresBinaries() !== undefined, 'PostgresLogger on a Postgres server', () => {
  let server: PostgresServer;
  let stores = 0;

  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server.dispose());

  function make(): Promise<LoggerUnderTest> {
    const config = { ...server.connection, schema: `store "${++stores}"` };
    const context = { dataDir: '/nowhere', log: () => undefined };
    const reopen = () => createStateLogger('PostgresLogger', config, context);
    const origin = { name: 'PostgresLogger', config, dataDir: context.dataDir };
    const dispose = async (): Promise<void> =>
      void (await server.query(`DROP SCHEMA IF EXISTS "store ""${stores}""" CASCADE`));
    return Promise.resolve({ logger: reopen(), reopen, origin, dispose });
  }

  describeStateLogger('PostgresLogger', make, { durable: true });
});
