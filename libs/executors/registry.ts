import { NearestName } from '#dag/spec/nearest-name';
import type { Executor } from '#dag/ports/executor';
import type { Problem } from '#dag/spec/problem';
import type { ExecutorContext } from './executor-context';
import { DAGGY_RUNNER_CONFIG_SCHEMA, type DaggyRunnerConfig, runnerConfigProblems } from './daggy-runner/config';
import { DaggyRunnerTaskExecutor } from './daggy-runner/daggy-runner-task-executor';
import { FORKING_CONFIG_SCHEMA } from './forking/config';
import { ForkingTaskExecutor } from './forking/forking-task-executor';
import { NOOP_CONFIG_SCHEMA } from './noop/config';
import { NoopTaskExecutor } from './noop/noop-task-executor';
import { SLURM_CONFIG_SCHEMA } from './slurm/config';
import { SlurmTaskExecutor } from './slurm/slurm-task-executor';

/** A kind of executor that a config file can name. */
export interface ExecutorKind {
  /** JSON Schema of its config. */
  readonly configSchema: object;
  /** What the schema cannot tell of a config that is valid by it; pointers are relative to the config. */
  problems?(config: object): readonly Problem[];
  /** Makes one; `config` is valid by the schema. */
  create(config: object, context: ExecutorContext): Executor;
}

/** Every executor there is, by the name it is chosen by. */
export const EXECUTOR_KINDS: Readonly<Record<string, ExecutorKind>> = {
  DaggyRunnerTaskExecutor: {
    configSchema: DAGGY_RUNNER_CONFIG_SCHEMA,
    problems: (config) => runnerConfigProblems(config as DaggyRunnerConfig),
    create: (config, context) => new DaggyRunnerTaskExecutor(config as DaggyRunnerConfig, context),
  },
  ForkingTaskExecutor: {
    configSchema: FORKING_CONFIG_SCHEMA,
    create: (config, context) => new ForkingTaskExecutor(config, context),
  },
  NoopTaskExecutor: {
    configSchema: NOOP_CONFIG_SCHEMA,
    create: (config, context) => new NoopTaskExecutor(config, context),
  },
  SlurmTaskExecutor: {
    configSchema: SLURM_CONFIG_SCHEMA,
    create: (config, context) => new SlurmTaskExecutor(config, context),
  },
};

/** Throws for a name that nobody knows, with the known ones. */
export function executorKind(name: string): ExecutorKind {
  if (Object.hasOwn(EXECUTOR_KINDS, name)) return EXECUTOR_KINDS[name];
  const known = Object.keys(EXECUTOR_KINDS);
  const hint = new NearestName().hint(name, known);
  throw new Error(`Unknown executor ${JSON.stringify(name)}.${hint} Known ones: ${known.join(', ')}.`);
}
