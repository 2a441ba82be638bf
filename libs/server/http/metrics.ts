import type { Request, RequestHandler } from 'express';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Gate } from './gate';

/** Process, event loop and garbage collection figures; applications add their own. */
export function createRegistry(program: string, version: string): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const info = new Gauge({
    name: 'daggy_build_info',
    help: 'Always 1; the labels say what runs.',
    labelNames: ['program', 'version'],
    registers: [registry],
  });
  info.set({ program, version }, 1);
  return registry;
}

/** Durations by route pattern, never by path: run and task names are no labels. */
export function measureRequests(registry: Registry, gate: Gate): RequestHandler {
  const durations = new Histogram({
    name: 'daggy_http_request_duration_seconds',
    help: 'From the arrival of a request to the end of its answer, waiting for its turn included.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers: [registry],
  });
  new Gauge({
    name: 'daggy_http_requests_handling',
    help: 'Requests that are being handled; web-threads is the most.',
    registers: [registry],
    collect() {
      this.set(gate.handling);
    },
  });
  new Gauge({
    name: 'daggy_http_requests_waiting',
    help: 'Requests that wait for their turn.',
    registers: [registry],
    collect() {
      this.set(gate.waiting);
    },
  });
  return (request, response, next) => {
    const stop = durations.startTimer();
    response.once('close', () => {
      stop({ method: request.method, route: routePattern(request), status: String(response.statusCode) });
    });
    next();
  };
}

function routePattern(request: Request): string {
  const route = request.route as { readonly path?: unknown } | undefined;
  return typeof route?.path === 'string' ? route.path : 'none';
}
