import { isReserved, taskVariables } from '../job/task-variables';
import type { AttemptOrder } from '#dag/ports/executor';
import type { AttemptFiles } from './attempt-files';
import type { SlurmJob } from './slurm-job';

/** Looks for the reason why a program did not start: only then is it run, after the exit codes 126 and 127. */
const EXPLAIN = `explain() {
  file=
  case $1 in
  */*) file=$1 ;;
  *)
    IFS=:
    for folder in $path; do
      [ -z "$file" ] && [ -f "$folder/$1" ] && file=$folder/$1
    done
    unset IFS
    ;;
  esac
  if [ -z "$file" ] || [ ! -e "$file" ]; then
    [ "$rc" = 127 ] && why="there is no program \\"$1\\""
  elif [ -d "$file" ] || [ ! -x "$file" ]; then
    why="\\"$1\\" may not be executed"
  elif IFS= read -r line <"$file"; then
    interpreter=\${line#\\#!}
    [ "$interpreter" = "$line" ] && return
    IFS=' 	'
    set -- "$1" $interpreter
    [ -e "$2" ] || why="\\"$1\\" cannot be executed: its interpreter \\"$2\\" does not exist"
  fi
}`;

/**
 * The batch script of an attempt. It makes the exit marker when it begins and fills it when the command has ended: the exit
 * code, whether it was asked to end, whether a signal ended it, its job's id, when it began and ended (seconds since its node was
 * booted), what `times` says, why the command could not be started, and "end".
 * It outlives SIGTERM, so that the command's own answer to that gets into the marker.
 *
 * To a shell an exit code of 137 and SIGKILL are the same number, but of a signal it says so on its own stderr, which is the
 * marker while the command runs. dash and bash say nothing of SIGINT and SIGPIPE only.
 */
export function batchScript(order: AttemptOrder, job: SlurmJob, files: AttemptFiles): string {
  const path = job.environment.find((variable) => variable.startsWith('PATH='))?.slice('PATH='.length);
  const lines = [
    '#!/bin/sh',
    `marker=${quote(files.exit)}`,
    'asked=0 rc=0 signal=0 why=',
    "trap 'asked=1' TERM",
    // From now on it can be asked to end.
    ': >"$marker"',
    // What the shell says of the command's end is not the command's output.
    'exec 3>&2 2>/dev/null',
    'read -r begun rest </proc/uptime',
    'export PATH="${PATH:-/usr/local/bin:/usr/bin:/bin}"',
    '[ -n "$HOME" ] || { USER=$(id -un) && eval "HOME=~$USER" && LOGNAME=$USER && export HOME USER LOGNAME; }',
    path === undefined ? 'path=$PATH' : `path=${quote(path)}`,
    EXPLAIN,
    ...enterWorkDir(job.workDir),
    'if [ "$asked" = 1 ]; then',
    '  rc=143',
    'elif [ -z "$why" ]; then',
    '  exec 2>>"$marker"',
    `  (${execution(order, job)} 2>&3 3>&-) </dev/null`,
    '  rc=$?',
    '  exec 2>/dev/null',
    '  [ "$rc" != 130 ] && [ "$rc" != 141 ] && [ ! -s "$marker" ] || signal=1',
    `  case $rc in 126 | 127) explain ${quote(job.command[0])} ;; esac`,
    'fi',
    // Word by word, so that a reader knows by the last one that it has all of them.
    'read -r ended rest </proc/uptime',
    '{ echo "$rc $asked $signal ${SLURM_JOB_ID:-0} ${begun:-0} ${ended:-0}"; times; printf "%s\\nend\\n" "$why"; } >"$marker"',
    // When it was asked to end, all of its group ends: not every Slurm finds what has outlived its parent.
    'read -r pid name state parent leader rest </proc/self/stat',
    '[ "$asked" = 0 ] || [ "$leader" != "$$" ] || kill -s KILL 0',
    'exit $rc',
  ];
  return lines.join('\n') + '\n';
}

function enterWorkDir(workDir: string): string[] {
  if (workDir === '') return [];
  const named = quote(`the working directory ${JSON.stringify(workDir)}`);
  return [
    `if ! cd ${quote(workDir)}; then`,
    `  rc=126 why=${named}' cannot be used'`,
    `  [ -e ${quote(workDir)} ] || why=${named}' does not exist'`,
    'fi',
  ];
}

/** The shell becomes the command, without a further program between the two where that can be. */
function execution(order: AttemptOrder, { environment, command }: SlurmJob): string {
  const own = taskVariables(order);
  const words = command.map(quote).join(' ');
  // To a shell some variables are special, and not every name is one; and so are words that begin with "-".
  if (environment.length === 0 && !command[0].startsWith('-'))
    return `export ${own.map(quote).join(' ')} && exec ${words}`;
  const variables = [...own, ...environment.filter((variable) => !isReserved(variable))];
  // A program with "=" in its name would be a variable to env.
  const detour = command[0].includes('=') ? 'nice -n 0 ' : '';
  return `exec /usr/bin/env ${variables.map(quote).join(' ')} ${detour}${words}`;
}

/** A word that a shell reads as exactly this text. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
