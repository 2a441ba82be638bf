import 'reflect-metadata';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '#server/start-server';
import { ask } from '../../test/support/http';
import { removeFolder } from '../../test/support/remove-folder';
import { DaggyrModule } from './daggyr.module';

it('boots inside a process', async () => {
  const root = mkdtempSync(join(tmpdir(), 'daggyr-'));
  const isolation = { cgroup: false, pid: false, mount: false, network: false };
  const { url, stop } = await startServer({
    info: { name: 'daggyr', version: '0.0.0', api: 'v1' },
    settings: { address: { ip: 'localhost', port: 0, origin: String }, webThreads: 5, corsOrigins: [] },
    logger: { log: () => undefined, error: () => undefined, warn: () => undefined },
    application: DaggyrModule.with(
      {
        'web-threads': 5,
        port: 0,
        ip: 'localhost',
        cors: { origins: [] },
        capacity_overrides: { cores: 10, memory_mb: 100 },
        'job-name-prefix': 'test',
        isolation,
        limits: { maxOutputBytes: 10_000, minFreeMB: 0 },
        allowUnauthenticated: false,
      },
      root,
    ),
    description: '',
    schemas: {},
  });
  const answer = await ask(`${url}/api/v1/capacity`);
  expect(JSON.parse(answer.body)).toEqual({
    total: { cores: 10, memoryMB: 100 },
    free: { cores: 10, memoryMB: 100 },
    tasks: 0,
  });
  await stop();
  removeFolder(root);
});
