import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Executor } from '#dag/ports/executor';
import type { Ownership } from '#dag/ports/ownership';
import { outputRootOf } from '../output/output-paths';
import { LauncherClient } from '../process/client/launcher-client';
import { keyText, type WireEnd, type WireKey } from '../process/protocol';
import { storeFolder } from '../store-folder';
import { ForkingTaskExecutor } from './forking-task-executor';
import { allLaunchersFolder, launchersFolder } from '../launchers-folder';

/**
 * Ends what launchers still run for pools that were taken out of the config, or have another executor now: nobody would
 * ever ask for it. To be called once, when all executors have adopted what is theirs.
 */
export async function endFormerLaunchers(
  dataDir: string,
  ownership: Ownership,
  executors: ReadonlyMap<string, Executor>,
  log: (message: string) => void,
): Promise<void> {
  const store = storeFolder(dataDir, ownership);
  const inUse = new Set<string>();
  for (const [pool, executor] of executors) {
    if (executor instanceof ForkingTaskExecutor) inUse.add(launchersFolder(store, pool));
  }
  const names = await readdir(allLaunchersFolder(store)).catch(() => []);
  const former = names.map((name) => join(allLaunchersFolder(store), name)).filter((folder) => !inUse.has(folder));
  for (const folder of former) {
    try {
      for (const lane of await readdir(folder)) await endLauncher(join(folder, lane), store, ownership, log);
      // They leave now, and may write their last word there meanwhile.
      await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    } catch (error) {
      log(`${folder}: what was left of a pool that is no longer there could not be ended: ${String(error)}`);
    }
  }
}

async function endLauncher(
  folder: string,
  store: string,
  { fencingToken }: Ownership,
  log: (message: string) => void,
): Promise<void> {
  const settings = {
    onDisconnect: 'keep',
    owner: fencingToken,
    outputRoot: outputRootOf(store),
    maxOutputBytes: 0,
    stopGraceMs: 0,
  } as const;
  const running = new Set<string>();
  await new Promise<void>((resolve, reject) => {
    const forget = (ends: readonly WireEnd[]) => {
      client.acknowledge(ends.map(([runID, task, attempt]) => [runID, task, attempt]));
      for (const [runID, task, attempt] of ends) running.delete(keyText(runID, task, attempt));
      if (running.size === 0) void client.close(true).then(resolve);
    };
    // A launcher that dies meanwhile takes everything with it; another one that comes in its place kills what it left.
    const client = new LauncherClient(
      { folder, settings, environment: process.env, log },
      {
        ended: forget,
        disconnected: () => undefined,
        reconnected: () => void client.close(true).then(resolve),
        superseded: resolve,
      },
    );
    client.open().then((state) => {
      const keys = state.running.map(([runID, task, attempt]): WireKey => [runID, task, attempt]);
      for (const key of keys) running.add(keyText(...key));
      if (keys.length > 0) log(`${keys.length} tasks of a pool that is no longer there are stopped (${folder})`);
      client.stop(keys, 'killed');
      forget(state.ended);
    }, reject);
  });
}
