import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartupError } from '../process/startup-error';
import { parseFlags } from './flags';
import { loadConfig, type LoadedConfig } from './load-config';
import { pluginSchema } from './named-plugins';
import { scalarSettings } from './scalar-settings';
import { serverKeys } from './server-keys';

const schema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...serverKeys(2503),
    limits: {
      type: 'object',
      additionalProperties: false,
      properties: { maxTasks: { type: 'integer', minimum: 1, default: 100 } },
      default: {},
    },
    logger: pluginSchema(
      'Where it records.',
      {
        OStreamLogger: {
          type: 'object',
          additionalProperties: false,
          properties: { file: { type: 'string', default: '-' } },
        },
        SqliteLogger: { type: 'object', additionalProperties: false, properties: { synchronous: { type: 'string' } } },
      },
      'OStreamLogger',
    ),
  },
};
interface Config {
  port: number;
  ip: string;
  limits: { maxTasks: number };
  logger: { name: string; config: object };
}
const settings = scalarSettings(schema, 'DAGGYD');

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'daggy-config-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

function load(text: string | Buffer | undefined, argv: string[] = [], environment = {}): LoadedConfig<Config> {
  const file = join(directory, 'daggyd.json');
  if (text !== undefined) writeFileSync(file, text);
  const flags = parseFlags(text === undefined ? argv : ['--config', file, ...argv], settings);
  return loadConfig<Config>({ schema, settings, flags, environment, fileVariable: 'DAGGYD_CONFIG' });
}

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof StartupError && error.exitCode === 2) return error.message;
    throw error;
  }
  throw new Error('was not refused');
}

describe('loadConfig', () => {
  it('fills in defaults without a file', () => {
    const { config } = load(undefined);
    expect(config).toMatchObject({ port: 2503, ip: 'localhost', limits: { maxTasks: 100 } });
    expect(config.logger).toEqual({ name: 'OStreamLogger', config: { file: '-' } });
  });

  it('tells what only the program knows to be wrong, once the schema accepts the rest', () => {
    const problemsOf = ({ port }: Config) => (port === 13 ? [{ pointer: '/port', message: 'brings bad luck' }] : []);
    const loadWith = (argv: string[]) => {
      const flags = parseFlags(argv, settings);
      return loadConfig<Config>(
        { schema, settings, flags, environment: {}, fileVariable: 'DAGGYD_CONFIG' },
        problemsOf,
      );
    };
    expect(loadWith(['--port', '12']).config.port).toBe(12);
    expect(refusal(() => loadWith(['--port', '13']))).toBe('--port: brings bad luck');
    expect(refusal(() => loadWith(['--port', 'x']))).toMatch('--port: must be an integer');
  });

  it('takes flag over environment over file over default, and knows where a value comes from', () => {
    const file = '{"port": 1}';
    const environment = { DAGGYD_PORT: '2' };
    expect(load(file).config.port).toBe(1);
    expect(load(file).origin('/port')).toBe(`${join(directory, 'daggyd.json')}: key "/port"`);
    expect(load(file, [], environment).config.port).toBe(2);
    expect(load(file, [], environment).origin('/port')).toBe('environment variable DAGGYD_PORT');
    expect(load(file, ['--port', '3'], environment).config.port).toBe(3);
    expect(load(file, ['--port=3'], environment).origin('/port')).toBe('--port');
    expect(load(undefined).origin('/port')).toBe('key "/port" of the default configuration');
  });

  it('has a variable for every scalar key, nested ones too', () => {
    const environment = { DAGGYD_LIMITS_MAX_TASKS: '7', DAGGYD_LOGGER_NAME: 'SqliteLogger', DAGGYD_WEB_THREADS: '9' };
    expect(load(undefined, [], environment).config).toMatchObject({
      'web-threads': 9,
      limits: { maxTasks: 7 },
      logger: { name: 'SqliteLogger' },
    });
    expect(refusal(() => load(undefined, [], { DAGGYD_PORT: 'http' }))).toBe(
      'environment variable DAGGYD_PORT: must be an integer, is "http"',
    );
  });

  it('passes over the variables that Kubernetes makes for a service of that name', () => {
    expect(load(undefined, [], { DAGGYD_PORT: 'tcp://10.0.0.7:2503' }).config.port).toBe(2503);
  });

  it('names file, key, reason and the nearest known key of every problem', () => {
    const text = '{"prot": 1, "ip": 5, "limits": {"maxTask": 1}, "logger": {"name": "SqlitLogger"}}';
    const lines = refusal(() => load(text)).split('\n');
    const file = join(directory, 'daggyd.json');
    expect(lines.sort()).toEqual([
      `${file}: key "/ip": must be a string, is 5`,
      `${file}: key "/limits/maxTask": unknown key "maxTask". Did you mean "maxTasks"?`,
      `${file}: key "/logger/name": "SqlitLogger" is not one of "OStreamLogger", "SqliteLogger". Did you mean "SqliteLogger"?`,
      `${file}: key "/prot": unknown key "prot". Did you mean "port"?`,
    ]);
  });

  it('holds the config of a plugin against the schema of the one that is named', () => {
    const text = '{"logger": {"name": "SqliteLogger", "config": {"file": "x"}}}';
    expect(refusal(() => load(text))).toMatch(/^[^\n]*key "\/logger\/config\/file": unknown key "file"[^\n]*$/);
    expect(load('{"logger": {"name": "OStreamLogger", "config": {"file": "x"}}}').config.logger.config).toEqual({
      file: 'x',
    });
  });

  it.each([
    ['{"port": 1,\n "x" }', /line 2/],
    ['', /empty/],
    ['[1]', /one JSON object/],
    ['{"port": 1, "port": 2}', /port/],
    [Buffer.from([0x7b, 0xff, 0x7d]), /UTF-8/],
  ])('refuses the file %p and names it', (text, reason) => {
    const message = refusal(() => load(text));
    expect(message).toMatch(reason);
    expect(message).toContain('daggyd.json');
  });

  it('names a file that cannot be read', () => {
    expect(refusal(() => load(undefined, ['--config', '/nowhere/x.json']))).toMatch(
      /^\/nowhere\/x\.json: cannot be read/,
    );
  });
});

describe('parseFlags', () => {
  it.each([
    [['--confg', 'x'], /unknown flag --confg\. Did you mean --config\?/],
    [['--port'], /--port needs a value/],
    [['--verbose=1'], /--verbose takes no value/],
    [['start'], /unexpected argument "start"/],
    [['-x'], /unknown flag -x/],
    [['--constructor=1'], /unknown flag/],
  ])('refuses %j', (argv, reason) => {
    expect(refusal(() => parseFlags(argv, settings))).toMatch(reason);
  });

  it('reads short flags in groups', () => {
    expect(parseFlags(['-dv', '-c', 'x.json'], settings)).toMatchObject({
      daemonize: true,
      verbose: true,
      config: 'x.json',
    });
  });
});
