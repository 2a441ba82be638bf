/**
 * Inside a guest: opens the store, reports what it has, and appends until the power is cut, reporting each append that
 * was acknowledged. Arguments: the database file, `synchronous`, and whether to append at all.
 */
import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { contentOf, appendNumber } from './campaign-store.mjs';

const require = createRequire(import.meta.url);
const { SqliteLogger } = require('../../dist/libs/state/sqlite/sqlite-logger.js');

function report(content) {
  appendFileSync(process.env.DAGGY_REPORTS, `${JSON.stringify(content)}\n`);
}

const [file, synchronous, mode] = process.argv.slice(2);
report({ opening: true });
const logger = new SqliteLogger({ file, synchronous });
let found;
try {
  found = await contentOf(logger);
} catch (error) {
  found = { refused: String(error) };
}
report({ found });
if (mode === 'append' && found.appends !== undefined) {
  for (let n = found.appends; ; n++) {
    await logger.append(appendNumber(n));
    report({ acknowledged: n + 1 });
  }
}
