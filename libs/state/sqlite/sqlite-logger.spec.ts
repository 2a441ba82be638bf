import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeStateLogger, type LoggerUnderTest } from '../../../test/contract/state/state-logger-contract';
import { createStateLogger } from '../registry';

async function make(): Promise<LoggerUnderTest> {
  const dataDir = await mkdtemp(join(tmpdir(), 'daggy-sqlite-'));
  const reopen = () => createStateLogger('SqliteLogger', {}, { dataDir, log: () => undefined });
  return {
    logger: reopen(),
    reopen,
    origin: { name: 'SqliteLogger', config: {}, dataDir },
    dispose: () => rm(dataDir, { recursive: true }),
  };
}

describeStateLogger('SqliteLogger', make, { durable: true });
