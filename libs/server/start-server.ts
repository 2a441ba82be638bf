import { createServer, type RequestListener } from 'node:http';
import type { DynamicModule, INestApplication, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import express, { type RequestHandler } from 'express';
import type { Version } from '#wire/server-info';
import { Connections } from './http/connections';
import { corsOptions, refuseForeignChanges } from './http/cross-origin';
import { Gate } from './http/gate';
import { HttpProblem } from './http/http-problem';
import { listen, type ListenAddress } from './http/listen';
import { createRegistry, measureRequests } from './http/metrics';
import { refuseMalformed } from './http/malformed';
import { requireToken } from './http/require-token';
import { securityHeaders } from './http/security-headers';
import { sendProblem } from './http/send-problem';
import { ServerAdapter } from './http/server-adapter';
import { type NamedSchemas, serveDocument } from './openapi/document';
import { Shutdown } from './process/shutdown';
import { Startup } from './process/startup';
import { ServerModule } from './server.module';

export interface ServerSettings {
  readonly address: ListenAddress;
  /** Most requests handled at once. */
  readonly webThreads: number;
  /** Origins that browsers may call from. */
  readonly corsOrigins: readonly string[];
  /** What clients must send as a bearer token; absent: nothing. */
  readonly token?: string;
  /** Serves pages for people beside the API; passes on what is none. */
  readonly pages?: RequestHandler;
}

export interface ServerOptions {
  readonly info: Version;
  readonly settings: ServerSettings;
  readonly logger: LoggerService;
  readonly application: DynamicModule;
  /** For the API's document. */
  readonly description: string;
  readonly schemas: NamedSchemas;
  /** Told what the start waits for, whenever that changes. */
  readonly onObstacle?: (obstacle: string) => void;
}

export interface RunningServer {
  readonly app: INestApplication;
  /** `http://127.0.0.1:2503` */
  readonly url: string;
  /** Takes no more requests, ends those under way, then runs the application's shutdown hooks. */
  stop(): Promise<void>;
}

/** Answered when a process supervisor or a load balancer should not wait for their turn behind other requests. */
const UNGATED = new Set(['/livez', '/readyz', '/metrics']);

/** Listens first, so that nothing is started when the port is taken; answers 503 until the application is up. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { info, settings, logger, application } = options;
  const startup = new Startup(options.onObstacle);
  const shutdown = new Shutdown();
  const gate = new Gate(settings.webThreads);
  const registry = createRegistry(info.name, info.version);
  const server = createServer({ keepAliveTimeout: 30_000, headersTimeout: 20_000, requestTimeout: 0 });
  const handler = { current: answerBeforeItIsUp(startup) };
  const connections = new Connections(server);
  const handle: RequestListener = (request, response) => {
    connections.begin(request, response);
    handler.current(request, response);
  };
  // Whoever reads a body says "100 Continue" first; a refusal then comes before the body was sent.
  server.on('request', handle).on('checkContinue', handle).on('clientError', refuseMalformed);
  const url = await listen(server, settings.address);
  // Such as too many open files: that connection is lost, the server goes on.
  server.on('error', (error) => logger.error(`A connection could not be accepted: ${error.message}`, 'http'));
  try {
    const web = express().disable('x-powered-by').disable('etag').set('query parser', false);
    const root = ServerModule.with({ info, gate, startup, shutdown, registry, application });
    const app = await NestFactory.create(root, new ServerAdapter(web, server), {
      bodyParser: false,
      abortOnError: false,
      logger,
    });
    web.use(measureRequests(registry, gate), securityHeaders(), closeWhenStopping(shutdown));
    app.enableCors(corsOptions(settings.corsOrigins));
    web.use(refuseForeignChanges(settings.corsOrigins, settings.address.ip));
    if (settings.pages !== undefined) web.use(settings.pages);
    if (settings.token !== undefined) web.use(requireToken(settings.token));
    web.use((request, response, next) => {
      if (UNGATED.has(request.path)) next();
      else gate.admit(request, response, next);
    });
    serveDocument(app, {
      ...options,
      title: info.name,
      version: info.version,
      wantsToken: settings.token !== undefined,
    });
    await app.init();
    handler.current = web;
    return { app, url, stop: () => stop(app, connections, shutdown) };
  } catch (error) {
    server.closeAllConnections();
    server.close();
    throw error;
  }
}

async function stop(app: INestApplication, connections: Connections, shutdown: Shutdown): Promise<void> {
  shutdown.begin();
  await connections.drain();
  await app.close();
}

/** Recovery may take a while; probes and clients get an answer meanwhile. */
function answerBeforeItIsUp(startup: Startup): RequestListener {
  return (request, response) => {
    if (request.url === '/livez') {
      response.setHeader('Content-Type', 'application/json; charset=utf-8').end('{"status":"ok"}');
      return;
    }
    const { obstacle } = startup;
    const detail = obstacle === undefined ? 'The server is starting' : `The server is starting: ${obstacle}`;
    sendProblem(request, response, new HttpProblem(503, 'not-ready', detail, [], { 'Retry-After': '1' }));
  };
}

function closeWhenStopping(shutdown: Shutdown): RequestHandler {
  return (_request, response, next) => {
    if (shutdown.signal.aborted) response.setHeader('Connection', 'close');
    next();
  };
}
