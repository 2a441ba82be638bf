import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * The compiled file of a thread: beside this one, or, where the sources are run as they are (tests), at the same place
 * under the package's `dist`, which must be built.
 */
export function workerFile(name: string): string {
  const beside = join(__dirname, name);
  if (existsSync(beside)) return beside;
  const root = packageRoot(__dirname);
  const built = join(root, 'dist', relative(root, __dirname), name);
  if (!existsSync(built)) throw new Error(`${built} is missing: build the package first (npm run build)`);
  return built;
}

function packageRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json')) || dirname(folder) === folder) return folder;
  return packageRoot(dirname(folder));
}
