/** Compiles enter.c into the build's output; where there is no C compiler, sandboxes go without it, and start more slowly. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const FOLDER = 'libs/executors/process/launcher/sandbox';
const ROOT = join(import.meta.dirname, '../../../../..');
const OPTIONS = ['-O2', '-Wall', '-Werror', '-ffreestanding', '-fno-stack-protector', '-fno-pie'];
// Else the compiler makes calls to the C library of loops.
const ALONE = ['-fno-tree-loop-distribute-patterns', '-static', '-nostdlib', '-no-pie'];
const SMALL = ['-s', '-Wl,-z,noseparate-code', '-Wl,--build-id=none'];

const output = join(ROOT, 'dist', FOLDER, 'enter');
const { error, status, stderr } = spawnSync('cc', [
  ...OPTIONS,
  ...ALONE,
  ...SMALL,
  '-o',
  output,
  join(ROOT, FOLDER, 'enter.c'),
]);
if (error || status !== 0) console.warn(`enter.c was not compiled: ${error?.message ?? String(stderr)}`);
