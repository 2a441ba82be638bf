import { Counter, Histogram, type Registry } from 'prom-client';
import type { LogEntry, StateLogger } from '#dag/ports/state-logger';

/** The same state logger, its appends measured. */
export function measuredLogger(logger: StateLogger, registry: Registry): StateLogger {
  const seconds = new Histogram({
    name: 'daggy_store_append_seconds',
    help: 'From the begin of an append until what was appended is durable.',
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  const failures = new Counter({
    name: 'daggy_store_append_failures_total',
    help: 'Appends that the store refused; each is tried again.',
    registers: [registry],
  });
  return {
    name: logger.name,
    durable: logger.durable,
    open: (watcher) => logger.open(watcher),
    read: (runID) => logger.read(runID),
    remove: (runIDs) => logger.remove(runIDs),
    close: () => logger.close(),
    async append(entries: readonly LogEntry[]): Promise<void> {
      const stop = seconds.startTimer();
      try {
        await logger.append(entries);
        stop();
      } catch (error) {
        failures.inc();
        throw error;
      }
    },
  };
}
