import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Module } from '@nestjs/common';
import type { Executor } from '#dag/ports/executor';
import Ajv from 'ajv';
import { EXECUTORS, ExecutorsModule } from './executors.module';
import { EXECUTOR_KINDS, executorKind } from './registry';

describe('the list of executors', () => {
  it('names the nearest and all known ones for a name that is unknown', () => {
    expect(() => executorKind('ForkingTaskExecuter')).toThrow(
      'Unknown executor "ForkingTaskExecuter". Did you mean "ForkingTaskExecutor"? Known ones: DaggyRunnerTaskExecutor, ForkingTaskExecutor, NoopTaskExecutor.',
    );
    expect(() => executorKind('constructor')).toThrow('Unknown executor "constructor".');
  });

  it.each<[string, object, boolean]>([
    ['ForkingTaskExecutor', {}, true],
    ['ForkingTaskExecutor', { threads: 10, stopGraceSeconds: 0.5 }, true],
    ['ForkingTaskExecutor', { threads: 0 }, false],
    ['ForkingTaskExecutor', { thread: 10 }, false],
    ['DaggyRunnerTaskExecutor', { runners: [{ url: 'http://host:2504', token: 'secret' }] }, true],
    ['DaggyRunnerTaskExecutor', { runners: [{ url: 'http://host:2504/' }], lostAfterSeconds: 1.5 }, true],
    ['DaggyRunnerTaskExecutor', {}, false],
    ['DaggyRunnerTaskExecutor', { runners: [] }, false],
    ['DaggyRunnerTaskExecutor', { runners: [{ url: 'host:2504' }] }, false],
    ['DaggyRunnerTaskExecutor', { runners: [{ url: 'http://host:2504', lostAfterSeconds: 1 }] }, false],
    ['NoopTaskExecutor', { threads: 1 }, true],
    ['NoopTaskExecutor', { threads: '1' }, false],
  ])('has a schema for the config of %s: %j is valid: %s', (name, config, valid) => {
    expect(new Ajv().validate(EXECUTOR_KINDS[name].configSchema, config)).toBe(valid);
  });

  it('gives a Nest application its executors by pool', async () => {
    const pools = new Map([
      ['default', { name: 'NoopTaskExecutor', config: { threads: 3 } }],
      ['other', { name: 'ForkingTaskExecutor', config: {} }],
    ]);
    const options = { pools, dataDir: '/nowhere', maxOutputBytes: 1000, log: () => {} };

    @Module({ imports: [ExecutorsModule.forRoot(options)] })
    class App {}

    const app = await NestFactory.createApplicationContext(App, { logger: false });
    const executors = app.get<ReadonlyMap<string, Executor>>(EXECUTORS);
    expect([...executors].map(([pool, { kind, slots }]) => [pool, kind, slots])).toEqual([
      ['default', 'NoopTaskExecutor', 3],
      ['other', 'ForkingTaskExecutor', 10],
    ]);
    await app.close();
  });
});
