// Writes the JSON Schemas of both config files as the built servers have them: npm run build && node config/write-schemas.mjs
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { format, resolveConfig } from 'prettier';

const require = createRequire(import.meta.url);
require('reflect-metadata');
const { DAGGYD } = require('../dist/apps/daggyd/program.js');
const { DAGGYR } = require('../dist/apps/daggyr/program.js');

for (const { name, configSchema } of [DAGGYD, DAGGYR]) {
  const file = new URL(`${name}.schema.json`, import.meta.url).pathname;
  const options = await resolveConfig(file);
  writeFileSync(file, await format(JSON.stringify(configSchema), { ...options, filepath: file }));
}
