import { once } from 'node:events';
import { Command, CommanderError } from 'commander';
import type { Api } from './api/api';
import { ClientError } from './client-error';
import { COMMANDS } from './commands';
import { ExitCode } from './exit-codes';
import { Session, type Surroundings } from './session';

const EXIT_CODES = `
Exit codes: 0 ok, 1 the run failed or the request was refused, 2 wrong usage or definition, 3 not found,
4 not authorized, 5 server unreachable, 6 the run was killed, 124 timed out, 130 interrupted.`;

/** Runs one command line, without the names of node and the program, and resolves to the exit code. */
export async function runProgram(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const program = new Command('daggyc');
  const session = new Session(surroundings, () => connect(program, surroundings.environment));
  const interrupted = surroundings.interruption.aborted ? Promise.resolve() : once(surroundings.interruption, 'abort');
  return Promise.race([
    run(program, args, session, surroundings),
    interrupted.then(async () => {
      if (session.leftBehind !== '') await session.tell(session.leftBehind);
      return ExitCode.INTERRUPTED;
    }),
  ]);
}

async function run(
  program: Command,
  args: readonly string[],
  session: Session,
  surroundings: Surroundings,
): Promise<ExitCode> {
  try {
    declare(program, args, session, surroundings);
    await program.parseAsync(args, { from: 'user' });
    return session.exitCode;
  } catch (error) {
    return explain(error, session);
  }
}

function declare(program: Command, args: readonly string[], session: Session, { stdout, stderr }: Surroundings): void {
  program
    .description('The command-line client of daggyd.')
    .option('--server <url>', 'address of daggyd (default: $DAGGY_SERVER, or http://localhost:2503)')
    .addHelpText('after', EXIT_CODES)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'daggyc: ')),
    });
  for (const { name, summary, load } of COMMANDS) {
    const command = program.command(name).description(summary).showHelpAfterError(`Try: daggyc ${name} --help`);
    if (args.includes(name)) load().configure(command, session);
  }
}

function connect(program: Command, environment: NodeJS.ProcessEnv): Api {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as in commands.ts
  const { connectTo } = require('./api/connect') as typeof import('./api/connect');
  return connectTo(program.opts<{ server?: string }>().server || environment.DAGGY_SERVER);
}

/** Says what went wrong, where that is not said yet. */
async function explain(error: unknown, session: Session): Promise<ExitCode> {
  // What was under way was cut off on purpose.
  if (session.interruption.aborted) return ExitCode.INTERRUPTED;
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.OK : ExitCode.USAGE;
  if (error instanceof ClientError) {
    await session.tell(`daggyc: ${error.message}`);
    return error.exitCode;
  }
  const { code, message, stack } = error as NodeJS.ErrnoException;
  if (code === 'ECONNRESET') {
    await session.tell('daggyc: The connection to the server broke off in the middle of an answer.');
    return ExitCode.UNREACHABLE;
  }
  await session.tell(`daggyc: ${code === undefined ? stack : message}`);
  return ExitCode.FAILED;
}
