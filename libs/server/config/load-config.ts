import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Problem } from '#dag/spec/problem';
import { ExitCode, StartupError } from '../process/startup-error';
import { parseJson } from '../parse-json';
import { compileCheck, type Schema } from '../schema-check';
import type { Flags } from './flags';
import { parseScalar, type ScalarSetting } from './scalar-settings';

export interface LoadedConfig<C> {
  /** Checked, with every default of the schema filled in. */
  readonly config: C;
  /** Absolute path; none without a config file. */
  readonly file?: string;
  /** Where the value of a key comes from, for messages: `"/port" in /etc/daggyd.json`, `DAGGYD_PORT`, `--port`. */
  origin(pointer: string): string;
}

interface Sources {
  readonly schema: Schema;
  readonly settings: readonly ScalarSetting[];
  readonly flags: Flags;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The variable that may name the config file. */
  readonly fileVariable: string;
}

type Keys = { [key: string]: unknown };

/**
 * Flag over environment over file over default. Throws StartupError with every problem, each with its file and key.
 * `problemsOf`: what the schema cannot say of a config that it accepts.
 */
export function loadConfig<C>(
  sources: Sources,
  problemsOf: (config: C) => readonly Problem[] = () => [],
): LoadedConfig<C> {
  const named = sources.flags.config ?? (sources.environment[sources.fileVariable] || undefined);
  const file = named === undefined ? undefined : resolve(named);
  const config = file === undefined ? {} : readConfigFile(file);
  const overlays = overlay(config, sources);
  const origin = (pointer: string): string => {
    for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
      const given = overlays.get(at);
      if (given !== undefined) return given;
    }
    const key = pointer === '' ? 'the document' : `key ${JSON.stringify(pointer)}`;
    return file === undefined ? `${key} of the default configuration` : `${file}: ${key}`;
  };
  const checked = compileCheck<C>(sources.schema, { defaults: true })(config);
  const problems = checked.ok ? problemsOf(checked.value) : checked.problems;
  if (!checked.ok || problems.length > 0) {
    const lines = problems.map(({ pointer, message }) => `${origin(pointer)}: ${message}`);
    throw new StartupError(lines.join('\n'), ExitCode.BadConfiguration);
  }
  return { config: checked.value, file, origin };
}

function readConfigFile(file: string): Keys {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new StartupError(`${file}: cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = parseJson(bytes);
  if (!parsed.ok) {
    const lines = parsed.problems.map(({ pointer, message }) =>
      pointer === '' ? message : `key "${pointer}": ${message}`,
    );
    throw new StartupError(lines.map((line) => `${file}: ${line}`).join('\n'));
  }
  const { value } = parsed;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new StartupError(`${file}: must hold one JSON object`);
  }
  return { ...value };
}

/** Sets what flags and environment give; returns pointer -> name of its source. */
function overlay(config: Keys, { settings, environment, flags }: Sources): Map<string, string> {
  const origins = new Map<string, string>();
  for (const setting of settings) {
    const byFlag = setting.flag === undefined ? undefined : flags.settings.get(setting.flag);
    const byVariable = environment[setting.variable];
    const text = byFlag ?? byVariable;
    if (text === undefined || text === '') continue;
    // Kubernetes gives every container `<SERVICE>_PORT=tcp://...` for a service of that name: not meant for us.
    if (byFlag === undefined && setting.type !== 'string' && /^(tcp|udp|sctp):\/\//.test(text)) continue;
    if (!place(config, setting.path, parseScalar(setting, text))) continue;
    origins.set(
      setting.pointer,
      byFlag === undefined ? `environment variable ${setting.variable}` : `--${setting.flag}`,
    );
  }
  return origins;
}

/** False when the file has something that is no object in the way; the schema reports that. */
function place(config: Keys, path: readonly string[], value: unknown): boolean {
  let at = config;
  for (const key of path.slice(0, -1)) {
    const inner = (at[key] ??= {});
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return false;
    at = inner as Keys;
  }
  at[path[path.length - 1]] = value;
  return true;
}
