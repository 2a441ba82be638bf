import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DaggyrConfig } from '../daggyr-config';
import { Cgroups } from './cgroup/cgroups';
import { Hierarchy } from './cgroup/hierarchy';
import { ownCgroup } from './cgroup/own-cgroup';
import type { Isolation } from './isolation';
import { TaskNamespaces } from './task-namespaces';
import { NoCgroups } from './no-cgroups';

/** What the config wants of this host. `storageRoot`: absolute path, no other runner's. */
export function makeIsolation(config: DaggyrConfig, storageRoot: string, log: (message: string) => void): Isolation {
  const { cgroup, pid, mount, network } = config.isolation;
  const namespaces = new TaskNamespaces({ pid, mount, network });
  if (cgroup === false) return new NoCgroups(namespaces);
  const own = ownCgroup(readFileSync('/proc/self/mountinfo', 'utf8'), readFileSync('/proc/self/cgroup', 'utf8'));
  const configured = config['cgroup-root'];
  const hash = createHash('sha256').update(storageRoot).digest('hex').slice(0, 8);
  const hierarchy = new Hierarchy({
    root: configured === undefined ? own : resolve(configured),
    name: `${config['job-name-prefix']}-${hash}`,
    pids: [process.pid, process.ppid],
  });
  return new Cgroups(hierarchy, { limits: cgroup === true, namespaces, log });
}
