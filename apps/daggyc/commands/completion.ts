import { Argument, type Command } from 'commander';
import { completionScript, type Shell, SHELLS } from '../completion/script';
import { commandWords } from '../completion/words';
import type { Session } from '../session';

export function configure(command: Command, session: Session): void {
  command
    .addArgument(new Argument('<shell>', 'source <(daggyc completion bash)').choices(SHELLS))
    .action((shell: Shell) => session.out.write(completionScript(shell, commandWords(session))));
}
