/**
 * Prints jest's result as one plain line, `N passed, N failed, N skipped`, from the file that `jest --json` wrote. A spec
 * file that could not be run counts as a failure. Exit code 1: something failed, or nothing was run at all.
 */
import { readFileSync } from 'node:fs';

const text = readFileSync(process.argv[2], 'utf8');
if (text === '') {
  console.log('0 passed, 1 failed, 0 skipped');
  process.exit(1);
}
const results = JSON.parse(text);
const passed = results.numPassedTests;
const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
const skipped = results.numPendingTests + results.numTodoTests;
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = results.success && passed > 0 && failed === 0 ? 0 : 1;
