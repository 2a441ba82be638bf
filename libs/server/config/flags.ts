import { parseArgs, type ParseArgsConfig } from 'node:util';
import { NearestName } from '#dag/spec/nearest-name';
import { StartupError } from '../process/startup-error';
import type { ScalarSetting } from './scalar-settings';

export interface Flags {
  readonly show?: 'help' | 'version';
  /** Path as given. */
  readonly config?: string;
  readonly daemonize: boolean;
  readonly verbose: boolean;
  /** Flag name without dashes -> text, for the config keys that have flags. */
  readonly settings: ReadonlyMap<string, string>;
}

const OWN = {
  config: { type: 'string', short: 'c' },
  daemonize: { type: 'boolean', short: 'd' },
  verbose: { type: 'boolean', short: 'v' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
} as const satisfies ParseArgsConfig['options'];

/** Reads the command line; throws StartupError with every problem. */
export function parseFlags(argv: readonly string[], settings: readonly ScalarSetting[]): Flags {
  const ofSettings = settings.flatMap(({ flag, type }) =>
    flag === undefined ? [] : [[flag, { type: type === 'boolean' ? 'boolean' : 'string' }] as const],
  );
  const options: NonNullable<ParseArgsConfig['options']> = { ...OWN, ...Object.fromEntries(ofSettings) };
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, tokens: true });
  const values = new Map<string, string>();
  const problems: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      problems.push(`unexpected argument ${JSON.stringify(token.value)}`);
      continue;
    }
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (option === undefined) problems.push(`unknown flag ${token.rawName}${nearestFlag(token.name, options)}`);
    else if (Object.hasOwn(OWN, token.name) && option.type === 'boolean' && token.value !== undefined) {
      problems.push(`${token.rawName} takes no value`);
    } else if (option.type === 'string' && !token.value) problems.push(`${token.rawName} needs a value`);
    // A switch of the configuration: given alone it means true.
    else values.set(token.name, token.value ?? (option.type === 'boolean' ? 'true' : ''));
  }
  if (problems.length > 0) throw new StartupError(`${problems.join('\n')}\n(--help lists the flags)`);
  return {
    show: values.has('help') ? 'help' : values.has('version') ? 'version' : undefined,
    config: values.get('config'),
    daemonize: values.has('daemonize'),
    verbose: values.has('verbose'),
    settings: new Map([...values].filter(([name]) => !Object.hasOwn(OWN, name))),
  };
}

function nearestFlag(name: string, options: object): string {
  const nearest = new NearestName().find(name, Object.keys(options));
  return nearest === undefined ? '' : `. Did you mean --${nearest}?`;
}

/** The arguments that give these flags again, without going to the background. */
export function foregroundArguments(flags: Flags): string[] {
  return [
    ...(flags.config === undefined ? [] : [`--config=${flags.config}`]),
    ...(flags.verbose ? ['--verbose'] : []),
    ...[...flags.settings].map(([name, value]) => `--${name}=${value}`),
  ];
}

export function helpText(program: string, settings: readonly ScalarSetting[]): string {
  const flags = settings.filter(({ flag }) => flag !== undefined);
  return [
    `Usage: ${program} [--config FILE] [-d] [-v]`,
    '',
    '  -c, --config FILE   configuration file (JSON)',
    '  -d, --daemonize     run in the background; returns once the server answers',
    '  -v, --verbose       log more',
    '  -V, --version       print the version',
    '  -h, --help          print this',
    '',
    'Keys of the configuration that can be given here; each also as a variable of the environment:',
    '',
    ...flags.map(
      ({ flag, type, variable }) => `  --${flag}${type === 'boolean' ? '' : ' VALUE'}`.padEnd(30) + variable,
    ),
    '',
    'Precedence: flag, environment, file, default. Exit codes: 2 wrong flags or configuration, 3 port in use.',
    '',
  ].join('\n');
}
