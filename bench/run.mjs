// npm run bench [-- NAME ...]: answers each question of this folder, or those named, on the built tree.
import { machine } from './support/figures.mjs';

const ALL = [
  'flat-against-make',
  'large-live-state',
  'chain',
  'million-noop',
  'wide-dependency',
  'api-under-load',
  'event-loop-delay',
  'recovery',
  'stores',
  'many-runs',
  'remote',
  'runner-start',
  'slurm',
  'client-start',
  'webui-tasks',
  'webui-graph',
];

const named = process.argv.slice(2);
const unknown = named.filter((name) => !ALL.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are: ${ALL.join(', ')}.`);
  process.exit(2);
}
console.log(machine());
for (const name of named.length > 0 ? named : ALL) {
  const { run } = await import(`./${name}.mjs`);
  await run();
}
