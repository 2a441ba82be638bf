/**
 * The built daggyd with fault points. The product knows nothing of them: what its registries make is wrapped here, and the
 * ordinary program is run. The environment says where it kills itself: FAULT=<point>:<n>, at the n-th passing of the point,
 * or FAULT=clock:<ms>, so long after its start.
 */
import { createRequire } from 'node:module';
import { faultyExecutor, faultyLogger } from './fault-points.mjs';

const require = createRequire(import.meta.url);
require('reflect-metadata');
const { EXECUTOR_KINDS } = require('../../dist/libs/executors/registry.js');
const { STATE_LOGGERS } = require('../../dist/libs/state/registry.js');
const { runProgram } = require('../../dist/libs/server/process/run-program.js');
const { DAGGYD } = require('../../dist/apps/daggyd/program.js');

wrapAll(EXECUTOR_KINDS, faultyExecutor);
wrapAll(STATE_LOGGERS, faultyLogger);
void runProgram(DAGGYD);

function wrapAll(kinds, wrap) {
  for (const [name, kind] of Object.entries(kinds)) {
    kinds[name] = { ...kind, create: (config, context) => wrap(kind.create(config, context)) };
  }
}
