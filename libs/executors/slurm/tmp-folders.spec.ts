import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder } from '../../../test/support/remove-folder';
import { TmpFolders } from './tmp-folders';

let folder: string;
let tmpDir: string;
let said: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daggy-tmp-folders-'));
  tmpDir = join(folder, 'tmp');
  mkdirSync(tmpDir);
  said = [];
});
afterEach(() => removeFolder(folder));

const note = () => join(folder, 'pool', 'tmp-folders.json');
const make = () =>
  new TmpFolders(
    note(),
    (name) => name.startsWith('own'),
    (message) => void said.push(message),
  );
const leave = (...names: string[]) => names.forEach((name) => writeFileSync(join(tmpDir, name), ''));

it('are found by the next owner, which removes what is nobody’s there', async () => {
  await make().use(tmpDir);
  leave('own-1', 'own-2', 'other');
  const next = make();
  next.sweep(new Set(['own-2']));
  await next.use(tmpDir);
  expect(readdirSync(tmpDir).sort()).toEqual(['other', 'own-2']);
  expect(said).toEqual([]);
});

it('are noted as long as something of the pool is in them', async () => {
  const [first, gone] = [make(), join(folder, 'gone')];
  await first.use(tmpDir);
  await first.use(gone);
  leave('own-1');
  const second = make();
  second.sweep(new Set(['own-1']));
  await second.swept();
  expect(JSON.parse(readFileSync(note(), 'utf8'))).toEqual({ version: 1, folders: [tmpDir] });
  const third = make();
  third.sweep(new Set());
  await third.swept();
  expect(JSON.parse(readFileSync(note(), 'utf8'))).toEqual({ version: 1, folders: [] });
  await third.use(tmpDir);
  expect(JSON.parse(readFileSync(note(), 'utf8'))).toEqual({ version: 1, folders: [tmpDir] });
});

it('stay noted when they cannot be read, and nothing else suffers', async () => {
  const file = join(folder, 'no-folder');
  writeFileSync(file, '');
  await make().use(file);
  await make().use(tmpDir);
  leave('own-1');
  const next = make();
  next.sweep(new Set());
  await next.use(tmpDir);
  await next.use(file);
  expect(readdirSync(tmpDir)).toEqual([]);
  expect(said.join()).toContain('ENOTDIR');
  expect(readFileSync(note(), 'utf8')).toContain(file);
});

it.each(['', '{', 'null', '{"version":2,"folders":["/x"]}', '{"version":1}'])(
  'are none in a note of %p',
  async (text) => {
    mkdirSync(join(folder, 'pool'));
    writeFileSync(note(), text);
    const folders = make();
    folders.sweep(new Set());
    await folders.use(tmpDir);
    expect(JSON.parse(readFileSync(note(), 'utf8'))).toEqual({ version: 1, folders: [tmpDir] });
  },
);
