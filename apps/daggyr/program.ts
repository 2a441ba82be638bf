import type { LoadedConfig } from '#server/config/load-config';
import { stateDirectory } from '#server/config/server-keys';
import type { Program } from '#server/process/run-program';
import { StartupError } from '#server/process/startup-error';
import { DAGGYR_SCHEMAS } from '#wire/schemas';
import { type DaggyrConfig, daggyrConfigSchema } from './daggyr-config';
import { DaggyrModule } from './daggyr.module';

export const DAGGYR: Program<DaggyrConfig> = {
  name: 'daggyr',
  description: 'Runs tasks on its own host within the limits they ask for.',
  configSchema: daggyrConfigSchema,
  schemas: DAGGYR_SCHEMAS,
  settings: (loaded) => {
    const { config, origin } = loaded;
    refuseOpenDoor(loaded);
    return {
      address: { ip: config.ip, port: config.port, origin },
      webThreads: config['web-threads'],
      corsOrigins: config.cors.origins,
      token: config.auth?.token,
    };
  },
  dataDirectory: (config) => ({ path: storageRoot(config), key: '/storage-root' }),
  application: ({ config }) => DaggyrModule.with(config, storageRoot(config)),
};

function storageRoot(config: DaggyrConfig): string {
  return stateDirectory('daggyr', config['storage-root']);
}

/** Whoever can reach a runner can run anything there. */
function refuseOpenDoor({ config, origin }: LoadedConfig<DaggyrConfig>): void {
  if (config.auth !== undefined || config.allowUnauthenticated || isLoopback(config.ip)) return;
  throw new StartupError(
    `${origin('/ip')}: daggyr would run what anybody who reaches ${config.ip} sends. Set "auth": {"token": "..."}, ` +
      'listen on localhost, or, if the network keeps strangers out, set "allowUnauthenticated": true.',
  );
}

function isLoopback(ip: string): boolean {
  return ip === 'localhost' || ip === '::1' || /^127(\.\d{1,3}){3}$/.test(ip);
}
