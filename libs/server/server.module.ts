import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { Registry } from 'prom-client';
import type { Version } from '#wire/server-info';
import { Gate } from './http/gate';
import { ProblemFilter } from './http/problem-filter';
import { OperationGuard } from './openapi/operation-guard';
import { ProbesController } from './probes/probes.controller';
import { Readiness } from './probes/readiness';
import { Shutdown } from './process/shutdown';
import { Startup } from './process/startup';
import { SERVER_INFO } from './server-info';

export interface ServerParts {
  readonly info: Version;
  readonly gate: Gate;
  readonly startup: Startup;
  readonly shutdown: Shutdown;
  readonly registry: Registry;
  readonly application: DynamicModule;
}

/** What every provider of the application may inject: Gate, Startup, Shutdown, Registry, Readiness, SERVER_INFO. */
@Module({})
export class ServerModule {
  static with(parts: ServerParts): DynamicModule {
    const shared = [
      { provide: SERVER_INFO, useValue: parts.info },
      { provide: Gate, useValue: parts.gate },
      { provide: Startup, useValue: parts.startup },
      { provide: Shutdown, useValue: parts.shutdown },
      { provide: Registry, useValue: parts.registry },
      Readiness,
    ];
    return {
      module: ServerModule,
      global: true,
      imports: [parts.application],
      controllers: [ProbesController],
      providers: [
        ...shared,
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_GUARD, useClass: OperationGuard },
      ],
      exports: shared,
    };
  }
}
