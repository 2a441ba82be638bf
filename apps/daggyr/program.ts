import { stateDirectory } from '#server/config/server-keys';
import type { Program } from '#server/process/run-program';
import { DAGGYR_SCHEMAS } from '#wire/schemas';
import { type DaggyrConfig, daggyrConfigSchema } from './daggyr-config';
import { DaggyrModule } from './daggyr.module';

export const DAGGYR: Program<DaggyrConfig> = {
  name: 'daggyr',
  description: 'Runs tasks on its own host within the limits they ask for.',
  configSchema: daggyrConfigSchema,
  schemas: DAGGYR_SCHEMAS,
  settings: ({ config, origin }) => ({
    address: { ip: config.ip, port: config.port, origin },
    webThreads: config['web-threads'],
    corsOrigins: config.cors.origins,
  }),
  dataDirectory: (config) => ({ path: storageRoot(config), key: '/storage-root' }),
  application: ({ config }) => DaggyrModule.with(config, storageRoot(config)),
};

function storageRoot(config: DaggyrConfig): string {
  return stateDirectory('daggyr', config['storage-root']);
}
