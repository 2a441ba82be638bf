#!/usr/bin/env node
import { runProgram } from './program';

const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever read has enough, as `head` has after its last line: that is no error.
    if (error.code === 'EPIPE') process.exit(0);
    process.stderr.write(`daggyc: Cannot write any more: ${error.message}\n`);
    process.exit(1);
  });
}

const { stdin, stdout, stderr, env: environment } = process;
void runProgram(process.argv.slice(2), { stdin, stdout, stderr, environment, interruption: interruption.signal }).then(
  // Requests that still wait for an answer would keep the process alive.
  (code) => stdout.write('', () => process.exit(code)),
);
