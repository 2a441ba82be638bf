#!/usr/bin/env node
import { runProgram } from './program';

const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());
// Whoever read has enough, as `head` has after its last line: that is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
}

const { stdin, stdout, stderr, env: environment } = process;
void runProgram(process.argv.slice(2), { stdin, stdout, stderr, environment, interruption: interruption.signal }).then(
  // Requests that still wait for an answer would keep the process alive.
  (code) => stdout.write('', () => process.exit(code)),
);
