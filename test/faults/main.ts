/**
 * A crash campaign on demand: npm run faults -- --kills 1000 --logger sqlite --seed 7
 * Exit code 1 when anything went wrong; the folder with store, output and ledger is kept then.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stopAll } from '../support/daggy-process';
import { removeFolder } from '../support/remove-folder';
import { Campaign } from './campaign';
import { printReport } from './print-report';
import { STORES } from './stores';

void main();

async function main(): Promise<void> {
  const { kills, logger, seed } = parseArgs({
    options: {
      kills: { type: 'string', default: '100' },
      logger: { type: 'string', default: 'sqlite' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    },
  }).values;
  if (![kills, seed].every((number) => /^\d+$/.test(number))) {
    console.error('--kills and --seed take whole numbers');
    process.exit(2);
  }
  if (!Object.hasOwn(STORES, logger)) {
    console.error(`--logger ${logger}: not one of ${Object.keys(STORES).join(', ')}`);
    process.exit(2);
  }
  const folder = mkdtempSync(join(tmpdir(), 'daggy-faults-'));
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));
  const store = await STORES[logger]();
  let clean = false;
  try {
    const options = { folder, store, seed: Number(seed), kills: Number(kills), signal: interrupted.signal };
    const report = await new Campaign({ ...options, tell: (progress) => console.log(progress) }).run();
    printReport(report);
    clean = report.findings.clean;
  } catch (error) {
    console.error(interrupted.signal.aborted ? 'interrupted' : error);
  } finally {
    await stopAll();
    await store.stop();
  }
  const repeat = `npm run faults -- --kills ${kills} --logger ${logger} --seed ${seed}`;
  if (clean || interrupted.signal.aborted) removeFolder(folder);
  else console.log(`\nEverything is kept in ${folder}; to repeat: ${repeat}`);
  process.exitCode = clean ? 0 : 1;
}
