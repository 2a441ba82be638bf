import { availableParallelism, totalmem } from 'node:os';
import type { Capacity } from '#wire/capacity';

export interface CapacityOverrides {
  /** 0: all cores of the host. */
  readonly cores?: number;
  readonly memory_mb?: number;
}

export interface HostSize {
  readonly cores: number;
  readonly memoryMB: number;
}

const MB = 1024 * 1024;

/** What the host has, less what its own services need, unless the config says otherwise. */
export function discoverCapacity(overrides: CapacityOverrides, host: HostSize = hostSize()): Capacity {
  const { cores, memory_mb: memoryMB } = overrides;
  return {
    cores: cores === undefined ? Math.max(1, host.cores - 2) : cores === 0 ? host.cores : cores,
    memoryMB: memoryMB ?? Math.max(100, Math.floor(host.memoryMB * 0.75)),
  };
}

/** Cores that this process may run on, and memory that it may use: in a container both can be less than the host has. */
function hostSize(): HostSize {
  return {
    cores: availableParallelism(),
    memoryMB: Math.floor(Math.min(totalmem(), process.constrainedMemory() || Infinity) / MB),
  };
}
