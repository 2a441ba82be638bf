import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { StateLogger } from '#dag/ports/state-logger';
import { createStateLogger, DEFAULT_STATE_LOGGER, STATE_LOGGERS } from './registry';
import { STATE_LOGGER, StateModule } from './state.module';

const context = { dataDir: '/nowhere', log: () => undefined };

describe('the registry of state loggers', () => {
  it('makes each of them by its name', () => {
    for (const name of Object.keys(STATE_LOGGERS)) expect(createStateLogger(name, {}, context).name).toBe(name);
    expect(STATE_LOGGERS).toHaveProperty(DEFAULT_STATE_LOGGER);
  });

  it('names the known ones, and the nearest, when it does not know one', () => {
    expect(() => createStateLogger('SqlLiteLogger', {}, context)).toThrow(
      'unknown state logger "SqlLiteLogger"; known: OStreamLogger, SqliteLogger, RedisLogger, PostgresLogger. Did you mean "SqliteLogger"?',
    );
    expect(() => createStateLogger('toString', {}, context)).toThrow('unknown state logger "toString"');
  });

  it.each([
    ['SqliteLogger', { file: 1 }, 'config/file must be string'],
    ['SqliteLogger', { synchronous: 'sometimes' }, 'config/synchronous must be equal to one of the allowed values'],
    ['RedisLogger', { port: 0 }, 'config/port must be >= 1'],
    ['RedisLogger', { prefix: 'a{b}' }, 'config/prefix must match pattern'],
    ['PostgresLogger', { url: 'mysql://localhost/x' }, 'config/url must match pattern'],
    [
      'PostgresLogger',
      { url: 'postgres://localhost/x', port: 1 },
      '"port" must be left out, because "url" says it all',
    ],
    ['PostgresLogger', { url: 'postgres://u:secret@:bad/x' }, '"url" must be like postgres://'],
    ['PostgresLogger', { hots: 'x' }, 'config must NOT have additional properties'],
    ['OStreamLogger', { path: '-' }, 'config must NOT have additional properties'],
  ])('refuses the config of %s: %j', (name, config, reason) => {
    expect(() => createStateLogger(name, config, context)).toThrow(`config of ${name}: ${reason}`);
  });
});

describe('StateModule', () => {
  it('provides the chosen logger, with its file in the data directory', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'daggy-state-'));
    const root = StateModule.forRoot({ name: 'SqliteLogger', config: { file: 'x.db' }, dataDir });
    const app = await NestFactory.createApplicationContext(root, { logger: false });
    const logger = app.get<StateLogger>(STATE_LOGGER);
    await logger.open();
    await expect(rm(join(dataDir, 'x.db'))).resolves.toBeUndefined();
    await logger.close();
    await app.close();
    await rm(dataDir, { recursive: true });
  });
});
