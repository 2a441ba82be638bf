import type { CommandWords } from './words';

export const SHELLS = ['bash', 'zsh'] as const;
export type Shell = (typeof SHELLS)[number];

/** Sets `typed` to the words up to the cursor. Those of bash are also broken at `@` and in the middle of addresses. */
const TYPED: Readonly<Record<Shell, string>> = {
  bash: `  read -ra typed <<< "\${COMP_LINE:0:COMP_POINT}"
  case "\${COMP_LINE:0:COMP_POINT}" in *[[:space:]]) typed+=("") ;; esac`,
  zsh: '  typed=("${COMP_WORDS[@]:0:$((COMP_CWORD + 1))}")',
};

/** The script that a shell reads in to complete daggyc: one function, which zsh runs as bash does. */
export function completionScript(shell: Shell, commands: readonly CommandWords[]): string {
  const loader = shell === 'zsh' ? 'autoload -U +X bashcompinit && bashcompinit\n' : '';
  return `# Completion of daggyc for ${shell}. Load it with: source <(daggyc completion ${shell})
${loader}_daggyc() {
  local typed last cur prev command word i server
${TYPED[shell]}
  last=$((\${#typed[@]} - 1))
  cur="\${typed[last]}"
  prev="\${typed[last-1]}"
  command=""
  server=()
  COMPREPLY=()
  for ((i = 1; i < last; i++)); do
    word="\${typed[i]}"
    case "$word" in
      --server) i=$((i + 1)); server=(--server "\${typed[i]}") ;;
      --server=*) server=("$word") ;;
      -*) ;;
      *) if [ -z "$command" ]; then command="$word"; fi ;;
    esac
  done
  case "$command $prev" in
${commands.flatMap(choiceCases).join('\n')}
  esac
  case "$command" in
    '') COMPREPLY=($(compgen -W '${commands.map(({ name }) => name).join(' ')} help --server --help' -- "$cur")) ;;
${commands.map(commandCase).join('\n')}
  esac
}
_daggyc_runs() {
  # compgen runs what looks like a command in its words: nothing but digits gets there.
  COMPREPLY=($(compgen -W "@latest $(daggyc "$@" list --limit 50 -o name 2>/dev/null | tr -cd '0-9\\n')" -- "$cur"))
}
complete -F _daggyc daggyc
`;
}

function choiceCases({ name, choices }: CommandWords): readonly string[] {
  return choices.map(({ flags, values }) => {
    const options = flags.map((flag) => `'${name} ${flag}'`).join('|');
    return `    ${options}) COMPREPLY=($(compgen -W '${values.join(' ')}' -- "$cur")); return ;;`;
  });
}

function commandCase({ name, options, takes }: CommandWords): string {
  const flags = `COMPREPLY=($(compgen -W '${options.join(' ')}' -- "$cur"))`;
  return `    ${name}) case "$cur" in -*) ${flags} ;; *) ${ARGUMENT[takes]} ;; esac ;;`;
}

const ARGUMENT: Readonly<Record<CommandWords['takes'], string>> = {
  run: 'if [ "$prev" = "$command" ]; then _daggyc_runs "${server[@]}"; fi',
  file: 'COMPREPLY=($(compgen -f -- "$cur"))',
  shell: `COMPREPLY=($(compgen -W '${SHELLS.join(' ')}' -- "$cur"))`,
  nothing: ':',
};
