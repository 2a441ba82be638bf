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
      'Unknown executor "ForkingTaskExecuter". Did you mean "ForkingTaskExecutor"? Known ones: DaggyRunnerTaskExecutor, ForkingTaskExecutor, NoopTaskExecutor, SlurmTaskExecutor.',
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
    ['DaggyRunnerTaskExecutor', { runners: [{ url: 'https://[::1]:65535' }] }, true],
    ['DaggyRunnerTaskExecutor', { runners: [{ url: 'http://host:1', token: 'se\ncret' }] }, false],
    ['DaggyRunnerTaskExecutor', { runners: [{ url: 'http://host:1', token: 'sécret' }] }, false],
    ['DaggyRunnerTaskExecutor', {}, false],
    ['DaggyRunnerTaskExecutor', { runners: [] }, false],
    ['DaggyRunnerTaskExecutor', { runners: [{ url: 'host:2504' }] }, false],
    ['DaggyRunnerTaskExecutor', { runners: [{ url: 'http://host:2504', lostAfterSeconds: 1 }] }, false],
    ['SlurmTaskExecutor', {}, true],
    ['SlurmTaskExecutor', { path: '/opt/slurm/bin', pollSeconds: { least: 2, most: 60 }, lostAfterSeconds: 90 }, true],
    ['SlurmTaskExecutor', { pollSeconds: 2 }, false],
    ['SlurmTaskExecutor', { path: 'bin' }, false],
    ['NoopTaskExecutor', { threads: 1 }, true],
    ['NoopTaskExecutor', { threads: '1' }, false],
  ])('has a schema for the config of %s: %j is valid: %s', (name, config, valid) => {
    expect(new Ajv().validate(EXECUTOR_KINDS[name].configSchema, config)).toBe(valid);
  });

  it('has more to say of runners than their schema', () => {
    const urls = ['http://a:80', 'http://b:1', 'https://a', 'http://A/', 'http://[::1]:65535', 'http://b:1/'];
    const config = { runners: urls.map((url) => ({ url })) };
    expect(EXECUTOR_KINDS.DaggyRunnerTaskExecutor.problems?.(config)).toEqual([
      { pointer: '/runners/3/url', message: 'is the same runner as /runners/0/url' },
      { pointer: '/runners/5/url', message: 'is the same runner as /runners/1/url' },
    ]);
  });

  it.each([
    ['http://host:65536', 'is "http://host:65536"'],
    ['http://1.2.3.999', 'is "http://1.2.3.999"'],
    ['http://a b:1', 'is "http://a b:1"'],
    ['http://host:1/api', 'is "http://host:1/api"'],
    ['http://user:password@host:1', 'must not contain a name and password: a runner is told its "token"'],
  ])('says what is wrong with the url of a runner: %s', (url, message) => {
    const [problem] = EXECUTOR_KINDS.DaggyRunnerTaskExecutor.problems?.({ runners: [{ url }] }) ?? [];
    expect(problem.message).toContain(message);
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
