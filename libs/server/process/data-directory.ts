import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { StartupError } from './startup-error';

/**
 * Makes the data directory, with mode 0700, where it is missing. Throws StartupError when it cannot be made or used;
 * `origin`: where its path comes from, for that message.
 */
export function prepareDataDirectory(path: string, origin: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new StartupError(
      `${origin}: ${path} cannot be used by the user that this runs as, uid ${process.getuid?.()} (${said}): ` +
        'make that directory and give it to this user (chown), or name another one',
    );
  }
}

/** What to do when others on this host can look into the directory; undefined when they cannot. */
export function exposure(path: string): string | undefined {
  const mode = statSync(path).mode & 0o777;
  if ((mode & 0o077) === 0) return undefined;
  return (
    `The data directory ${path} is open to other users (mode 0${mode.toString(8)}): definitions and output there may ` +
    `hold secrets, and whoever can write there can change what runs. Close it: chmod 700 ${path}`
  );
}
