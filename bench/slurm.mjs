import { execFile } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startDaggyd } from './support/daggyd.mjs';
import { median, report, rounds, show } from './support/figures.mjs';

const require = createRequire(import.meta.url);
require('../test/faults/typescript.js');
const { SlurmCluster } = require('../test/slurm/slurm-cluster.ts');
const { SlurmCommands } = require('../test/slurm/slurm-commands.ts');

const ROUNDS = 5;
const COUNT = 500;

/**
 * Processors that the node claims to have, whatever it has. Slurm starts jobs once a second, as many as there is room for: with
 * the two of a small machine 60 jobs take 27 s, whoever submits them, and daggyd's part in it would not be seen.
 */
const CPUS = 64;

const EXECUTOR = { executor: { name: 'SlurmTaskExecutor', config: {} } };

/** Seconds from the submission to the end of a run of so many independent `true`. */
async function flat(daggyd, count, tmpDir) {
  const job = { command: ['true'], tmpDir };
  const tasks = Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i}`, { job }]));
  const start = Date.now();
  const run = await daggyd.ended(await daggyd.submit({ tasks }));
  if (run.state !== 'COMPLETED') throw new Error(`the run is ${run.state}`);
  return (Date.parse(run.stopTime) - start) / 1000;
}

/** Seconds of a shell that submits as many jobs one after the other, and waits for the last of them to end. */
async function loop(count, folder) {
  const script = [
    `for i in $(seq ${count}); do`,
    `  id=$(sbatch --parsable --output=${folder}/%j.stdout --error=${folder}/%j.stderr --wrap=true) || exit 1`,
    'done',
    'while squeue --noheader --format=%i | grep -q .; do sleep 0.05; done',
  ].join('\n');
  const start = performance.now();
  await promisify(execFile)('sh', ['-c', script]);
  return (performance.now() - start) / 1000;
}

async function againstLoop(folder) {
  const daggyd = await startDaggyd(EXECUTOR);
  try {
    await flat(daggyd, 20, folder);
    const { owns, rivals } = await rounds(
      ROUNDS,
      () => flat(daggyd, COUNT, folder),
      () => loop(COUNT, folder),
    );
    console.log(`     daggyd ${show(owns)} s, loop ${show(rivals)} s`);
    const ratio = median(rivals) / median(owns);
    const question = '500 x true through daggyd against a shell loop of sbatch and waiting for the last';
    report(question, `${ratio.toFixed(2)} x`, '>= 0.9', ratio >= 0.9);
  } finally {
    await daggyd.stop();
  }
}

async function calls(folder) {
  const commands = new SlurmCommands();
  const { PATH } = process.env;
  process.env.PATH = commands.path;
  const daggyd = await startDaggyd(EXECUTOR).finally(() => (process.env.PATH = PATH));
  try {
    await flat(daggyd, 1_000, folder);
    const names = ['squeue', 'scontrol', 'scancel', 'sacct'];
    const count = names.reduce((sum, name) => sum + commands.calls(name).length, 0);
    report('calls to Slurm for 1,000 x true besides sbatch, from the start of daggyd', count, '<= 20', count <= 20);
  } finally {
    await daggyd.stop();
    commands.dispose();
  }
}

export async function run() {
  const cluster = await SlurmCluster.start({ cpus: CPUS });
  const folder = mkdtempSync(join(tmpdir(), 'daggy-bench-slurm-'));
  process.env.SLURM_CONF = cluster.configFile;
  try {
    mkdirSync(join(folder, 'output'));
    await againstLoop(join(folder, 'output'));
    await calls(join(folder, 'output'));
  } finally {
    await cluster.dispose();
    rmSync(folder, { recursive: true });
  }
}
