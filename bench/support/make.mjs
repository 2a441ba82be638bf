import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Seconds that `make -j2` takes for a flat set, or a chain, of so many `/bin/true`. */
export async function makeTrue(count, { chain = false } = {}) {
  const names = Array.from({ length: count }, (_, i) => `t${i}`);
  const rules = names.map((name, i) => `${name}:${chain && i > 0 ? ` t${i - 1}` : ''} ; @/bin/true`);
  return timed(
    'make',
    ['-s', '-j2', 'all'],
    'Makefile',
    `.PHONY: all ${names.join(' ')}\nall: ${names.join(' ')}\n${rules.join('\n')}\n`,
  );
}

/** The same with ninja; undefined where it is not installed. */
export async function ninjaTrue(count) {
  const names = Array.from({ length: count }, (_, i) => `t${i}`);
  const rule = 'rule true\n  command = /bin/true\n';
  const builds = names.map((name) => `build ${name}: true`).join('\n');
  return timed('ninja', ['--quiet', '-j2'], 'build.ninja', `${rule}${builds}\n`).catch(() => undefined);
}

async function timed(program, args, file, text) {
  const folder = mkdtempSync(join(tmpdir(), 'daggy-bench-make-'));
  try {
    writeFileSync(join(folder, file), text);
    const start = performance.now();
    await new Promise((resolve, reject) => {
      execFile(program, args, { cwd: folder }, (error) => (error ? reject(error) : resolve()));
    });
    return (performance.now() - start) / 1000;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
