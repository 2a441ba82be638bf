/** Config of SlurmTaskExecutor, as the config file has it. */
export interface SlurmConfig {
  /** Folder of Slurm's commands; absent: they are looked up in PATH. */
  readonly path?: string;
  /** Between two questions to Slurm: `least` while jobs end, up to `most` when nothing happens. */
  readonly pollSeconds?: { readonly least?: number; readonly most?: number };
  /** A job that Slurm does not know any more, and that has left no word of its end for so long, is lost. */
  readonly lostAfterSeconds?: number;
  /** Between SIGTERM and SIGKILL. */
  readonly stopGraceSeconds?: number;
  /** A command of Slurm that has not ended after so long is stopped and tried again. */
  readonly commandSeconds?: number;
}

export const SLURM_CONFIG_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    path: { type: 'string', pattern: '^/', description: "Folder of Slurm's commands, when they are not in PATH." },
    pollSeconds: {
      type: 'object',
      additionalProperties: false,
      description: 'Between two questions to Slurm about the states of all jobs.',
      properties: {
        least: { type: 'number', minimum: 0.1, maximum: 3_600, default: 1, description: 'While jobs end.' },
        most: { type: 'number', minimum: 0.1, maximum: 3_600, default: 30, description: 'While nothing happens.' },
      },
    },
    lostAfterSeconds: {
      type: 'number',
      minimum: 1,
      maximum: 86_400,
      default: 60,
      description: 'A job that Slurm does not know, and that has left no word of its end for so long, is lost.',
    },
    stopGraceSeconds: {
      type: 'number',
      minimum: 0,
      maximum: 86_400,
      default: 5,
      description: 'Seconds between SIGTERM and SIGKILL when a job is stopped.',
    },
    commandSeconds: {
      type: 'number',
      minimum: 1,
      maximum: 3_600,
      default: 60,
      description: 'A command of Slurm that has not ended after so long is stopped and tried again.',
    },
  },
} as const;
