import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { removeFolder } from '../support/remove-folder';

export interface FakeJob {
  readonly id: string;
  readonly name: string;
  readonly state: string;
}

/** What Slurm's command does unless a test has it do something else; $folder is the fake's, $@ are the arguments. */
const PROGRAMS = {
  sbatch: `
id=1
while ! mkdir "$folder/ids/$id" 2>/dev/null; do id=$((id + 1)); done
for word; do
  case $word in
  --job-name=*) name=\${word#*=} ;;
  --output=*) out=\${word#*=} ;;
  --error=*) err=\${word#*=} ;;
  esac
  script=$word
done
cp "$script" "$folder/ids/$id/script"
printf '%s\\n' "$out" >"$folder/ids/$id/out"
printf '%s\\n' "$err" >"$folder/ids/$id/err"
printf '%s|%s|PENDING|0|Priority|\\n' "$id" "$name" >"$folder/jobs/$id.new"
mv "$folder/jobs/$id.new" "$folder/jobs/$id"
echo "$id"`,
  squeue: `
wanted=
for word; do case $word in --jobs=*) wanted=\${word#*=} ;; esac; done
found=
cd "$folder/jobs"
if [ -z "$wanted" ]; then cat /dev/null *[0-9]; exit 0; fi
for id in $(echo "$wanted" | tr , ' '); do [ -e "$id" ] && cat "$id" && found=1; done
[ -n "$found" ] && exit 0
echo 'slurm_load_jobs error: Invalid job id specified' >&2
exit 1`,
  scancel: `
cd "$folder/jobs"
for id; do
  case $id in -*) continue ;; esac
  [ -e "$id" ] || continue
  name=$(cut -d '|' -f 2 "$id")
  echo "$id|$name|CANCELLED|15|None|" >"$id.new"
  mv "$id.new" "$id"
done`,
  sacct: `
[ -e "$folder/accounting" ] && exec cat "$folder/accounting"
echo 'Slurm accounting storage is disabled' >&2
exit 1`,
};

type Name = keyof typeof PROGRAMS;

/** A Slurm that runs no job by itself and says of each what a test wants: `folder` has its commands. */
export class FakeSlurm {
  readonly folder = mkdtempSync(join(tmpdir(), 'daggy-fake-slurm-'));

  constructor() {
    for (const name of ['ids', 'jobs']) mkdirSync(join(this.folder, name));
    for (const name of Object.keys(PROGRAMS) as Name[]) this.behave(name);
  }

  /** From now on this shell script is the command; `real "$@"` does what it does otherwise. */
  play(name: Name, script: string): void {
    const file = join(this.folder, name);
    const lines = [
      '#!/bin/sh',
      `folder=${this.folder}`,
      `echo "$*" >>${join(this.folder, `${name}.calls`)}`,
      `real() {${PROGRAMS[name]}\n}`,
      script,
    ];
    // Another file: one that is being executed cannot be written to.
    rmSync(file, { force: true });
    writeFileSync(file, `${lines.join('\n')}\n`);
    chmodSync(file, 0o755);
  }

  behave(name: Name): void {
    this.play(name, 'real "$@"');
  }

  /** Arguments of all calls of a command. */
  calls(name: Name): string[] {
    const file = join(this.folder, `${name}.calls`);
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  }

  jobs(): FakeJob[] {
    const ids = readdirSync(join(this.folder, 'jobs')).filter((name) => /^\d+$/.test(name));
    return ids
      .map((file) => readFileSync(this.file(file), 'utf8').split('|'))
      .map(([id, name, state]) => ({ id, name, state }));
  }

  /** What squeue says of it from now on; `status` is that of wait(2). */
  says({ id, name }: FakeJob, state: string, status = 0, reason = 'None'): void {
    writeFileSync(this.file(id), `${id}|${name}|${state}|${status}|${reason}|\n`);
  }

  /** It is too old, or another Slurm has taken over. */
  forget({ id }: FakeJob): void {
    rmSync(this.file(id));
  }

  /** What sacct says, line by line; there is accounting from now on. */
  accounts(...lines: string[]): void {
    writeFileSync(join(this.folder, 'accounting'), lines.map((line) => `${line}\n`).join(''));
  }

  /** Runs a job to its end; squeue does not hear of it. */
  async run({ id }: FakeJob): Promise<void> {
    const of = (name: string) => join(this.folder, 'ids', id, name);
    const script = `sh ${of('script')} >"$(cat ${of('out')})" 2>"$(cat ${of('err')})"`;
    await promisify(execFile)('sh', ['-c', `${script}; exit 0`]);
  }

  dispose(): void {
    removeFolder(this.folder);
  }

  private file(id: string): string {
    return join(this.folder, 'jobs', id);
  }
}
