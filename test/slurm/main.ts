/**
 * A Slurm of one node for trying things out, until Ctrl-C: node -r ./test/faults/typescript.js test/slurm/main.ts [CPUS]
 * Prints the line that lets a shell use it.
 */
import { SlurmCluster } from './slurm-cluster';

void main();

async function main(): Promise<void> {
  const cluster = await SlurmCluster.start({ cpus: Number(process.argv[2] ?? 8) });
  console.log(`export SLURM_CONF=${cluster.configFile}`);
  await new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  await cluster.dispose();
}
