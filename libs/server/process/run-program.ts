import { type DynamicModule, Logger } from '@nestjs/common';
import type { Problem } from '#dag/spec/problem';
import { foregroundArguments, helpText, parseFlags } from '../config/flags';
import { type LoadedConfig, loadConfig } from '../config/load-config';
import { scalarSettings } from '../config/scalar-settings';
import type { NamedSchemas } from '../openapi/document';
import { PinoLogger } from '../pino-logger';
import type { Schema } from '../schema-check';
import { type RunningServer, type ServerSettings, startServer } from '../start-server';
import { packageVersion } from '../version';
import { daemonize, reportToParent, tellParent } from './daemonize';
import { exposure, prepareDataDirectory } from './data-directory';
import { ExitCode, StartupError } from './startup-error';

/** Hooks that take longer are left behind; everything durable is durable at any moment. */
const STOP_MS = 9_500;

/** A server program: what is particular to daggyd or daggyr. */
export interface Program<C> {
  readonly name: 'daggyd' | 'daggyr';
  readonly description: string;
  /** Of the config file; with defaults. */
  readonly configSchema: Schema;
  /** What the schema cannot say of a config that it accepts. */
  readonly problems?: (config: C) => readonly Problem[];
  readonly schemas: NamedSchemas;
  settings(loaded: LoadedConfig<C>): ServerSettings;
  /** Absolute path, created with mode 0700 before the application is, and the config key that says so. */
  dataDirectory(config: C): { readonly path: string; readonly key: string };
  application(loaded: LoadedConfig<C>): DynamicModule;
}

/** Flags, config, server, signals, exit code. Returns once the server is up. */
export async function runProgram<C>(program: Program<C>, argv = process.argv.slice(2)): Promise<void> {
  try {
    await run(program, argv);
  } catch (error) {
    const text =
      error instanceof Error
        ? error instanceof StartupError
          ? error.message
          : (error.stack ?? error.message)
        : String(error);
    process.stderr.write(`${text.replace(/^/gm, `${program.name}: `)}\n`);
    await reportToParent({ failed: text });
    process.exit(error instanceof StartupError ? error.exitCode : ExitCode.Failure);
  }
}

async function run<C>(program: Program<C>, argv: readonly string[]): Promise<void> {
  const prefix = program.name.toUpperCase();
  const settings = scalarSettings(program.configSchema, prefix);
  const flags = parseFlags(argv, settings);
  const version = packageVersion();
  if (flags.show !== undefined) {
    process.stdout.write(flags.show === 'help' ? helpText(program.name, settings) : `${program.name} ${version}\n`);
    return;
  }
  const sources = { schema: program.configSchema, settings, flags, environment: process.env };
  const loaded = loadConfig<C>({ ...sources, fileVariable: `${prefix}_CONFIG` }, program.problems);
  const { path: dataDirectory, key } = program.dataDirectory(loaded.config);
  prepareDataDirectory(dataDirectory, loaded.origin(key));
  if (flags.daemonize) return daemonize(program.name, foregroundArguments(flags), dataDirectory);
  const logger = new PinoLogger(program.name, flags.verbose);
  const exposed = exposure(dataDirectory);
  if (exposed !== undefined) logger.warn(exposed, 'process');
  const stopping = stopOnSignals();
  const server = await startServer({
    info: { name: program.name, version, api: 'v1' },
    settings: program.settings(loaded),
    logger,
    application: program.application(loaded),
    description: program.description,
    schemas: program.schemas,
    onObstacle: (waits) => void tellParent({ waits }),
  });
  logger.log({ msg: `${program.name} ${version} listens`, url: server.url, config: loaded.file, dataDirectory });
  await reportToParent({ listens: server.url });
  stopping(server);
}

/**
 * From now on the first signal stops the server, and a second one ends the process at once, as does one before it is up:
 * that may wait for something for ever, and nothing has been begun that a sudden end could harm.
 */
function stopOnSignals(): (server: RunningServer) => void {
  let running: RunningServer | undefined;
  let asked = false;
  const stop = (server: RunningServer, signal: NodeJS.Signals) => {
    const logger = new Logger('process');
    logger.log(`${signal}: stopping`);
    setTimeout(() => {
      logger.error(`Not everything has ended after ${STOP_MS} ms; leaving`);
      process.exit(0);
    }, STOP_MS);
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error(error);
        process.exit(ExitCode.Failure);
      },
    );
  };
  const onSignal = (signal: NodeJS.Signals) => {
    if (asked) process.exit(ExitCode.Failure);
    if (running === undefined) process.exit(0);
    asked = true;
    stop(running, signal);
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  return (server) => {
    running = server;
  };
}
