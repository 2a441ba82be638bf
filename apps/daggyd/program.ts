import { stateDirectory } from '#server/config/server-keys';
import type { Program } from '#server/process/run-program';
import { DAGGYD_SCHEMAS } from '#wire/schemas';
import { type DaggydConfig, daggydConfigSchema } from './daggyd-config';
import { DaggydModule } from './daggyd.module';
import { pluginProblems, PLUGINS } from './plugins';
import { webUI } from './web-ui/web-ui';

export const DAGGYD: Program<DaggydConfig> = {
  name: 'daggyd',
  description: 'Runs workflows modelled as directed acyclic graphs of commands.',
  configSchema: daggydConfigSchema(PLUGINS),
  problems: pluginProblems,
  schemas: DAGGYD_SCHEMAS,
  settings: ({ config, origin }) => ({
    address: { ip: config.ip, port: config.port, origin },
    webThreads: config['web-threads'],
    corsOrigins: config.cors.origins,
    pages: webUI(config['assets-dir'], origin('/assets-dir')),
  }),
  dataDirectory: (config) => ({ path: dataDirectory(config), key: '/data-dir' }),
  application: ({ config }) => DaggydModule.with(config, dataDirectory(config)),
};

function dataDirectory(config: DaggydConfig): string {
  return stateDirectory('daggy', config['data-dir']);
}
