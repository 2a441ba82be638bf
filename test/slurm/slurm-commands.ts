import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { removeFolder } from '../support/remove-folder';
import { programPath } from './program-path';

const NAMES = ['sbatch', 'squeue', 'scontrol', 'scancel', 'sacct'] as const;
type Name = (typeof NAMES)[number];

/**
 * A folder that comes first in PATH, with Slurm's commands by name: each notes that it was called and becomes the real one,
 * unless a test has it stall, fail or lie.
 */
export class SlurmCommands {
  readonly folder = mkdtempSync(join(tmpdir(), 'daggy-slurm-commands-'));

  constructor() {
    for (const name of NAMES) {
      const program = programPath(name);
      const script = [
        '#!/bin/sh',
        `echo "${name} $*" >>${this.callsFile}`,
        `real() { ${program} "$@"; }`,
        `if [ -e ${this.trick(name)} ]; then . ${this.trick(name)}; fi`,
        `exec ${program} "$@"`,
      ];
      writeFileSync(join(this.folder, name), `${script.join('\n')}\n`);
      chmodSync(join(this.folder, name), 0o755);
    }
  }

  /** PATH for what should find these. */
  get path(): string {
    return `${this.folder}${delimiter}${process.env.PATH}`;
  }

  /** From now on this shell script runs first, with the arguments of the call; `real "$@"` is the real one. */
  play(name: Name, script: string): void {
    writeFileSync(this.trick(name), script);
  }

  /** Plays no trick any more. */
  behave(name: Name): void {
    rmSync(this.trick(name), { force: true });
  }

  /** Arguments of all calls of one of them, in order. */
  calls(name: Name): string[] {
    if (!existsSync(this.callsFile)) return [];
    const lines = readFileSync(this.callsFile, 'utf8').split('\n');
    return lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1).trim());
  }

  dispose(): void {
    removeFolder(this.folder);
  }

  private get callsFile(): string {
    return join(this.folder, 'calls');
  }

  private trick(name: Name): string {
    return join(this.folder, `${name}.trick`);
  }
}
