import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeStateLogger, type LoggerUnderTest } from '../../../test/contract/state/state-logger-contract';
import { createStateLogger } from '../registry';

async function make(): Promise<LoggerUnderTest> {
  const dataDir = await mkdtemp(join(tmpdir(), 'daggy-ostream-'));
  const config = { file: 'events.jsonl' };
  const reopen = () => createStateLogger('OStreamLogger', config, { dataDir, log: () => undefined });
  return {
    logger: reopen(),
    reopen,
    origin: { name: 'OStreamLogger', config, dataDir },
    dispose: () => rm(dataDir, { recursive: true }),
  };
}

describeStateLogger('OStreamLogger', make, { durable: false });
