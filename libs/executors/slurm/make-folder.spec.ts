import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder } from '../../../test/support/remove-folder';
import { makeFolder } from './make-folder';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daggy-make-folder-'));
});
afterEach(() => removeFolder(folder));

it('makes a folder and those above it, several times at once, too', async () => {
  const deep = join(folder, 'a/b/c/');
  await Promise.all([makeFolder(deep), makeFolder(deep), makeFolder(join(folder, 'a/b/d'))]);
  await makeFolder(deep);
  expect(statSync(deep).isDirectory()).toBe(true);
  await makeFolder('/');
});

it('gives up where no folder can be made', async () => {
  await expect(makeFolder('/proc/no-such/folder')).rejects.toThrow('"/proc/no-such" cannot be made');
  writeFileSync(join(folder, 'file'), '');
  await expect(makeFolder(join(folder, 'file/a'))).rejects.toThrow('ENOTDIR');
});
