import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith } from '../../../test/support/describe-with';
import { exposure, prepareDataDirectory } from './data-directory';

const NOBODY = 65_534;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daggy-data-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the data directory', () => {
  it('is made for this user alone', () => {
    const path = join(folder, 'a', 'b');
    prepareDataDirectory(path, '--data-dir');
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(exposure(path)).toBeUndefined();
    prepareDataDirectory(path, '--data-dir');
  });

  it('cannot lie in a file', () => {
    const path = join(folder, 'file');
    writeFileSync(path, '');
    expect(() => prepareDataDirectory(join(path, 'data'), 'key "/data-dir"')).toThrow(
      `key "/data-dir": ${path}/data cannot be used by the user that this runs as`,
    );
  });

  it.each([0o777, 0o750, 0o704])('is told of when others can look into it (mode %d)', (mode) => {
    chmodSync(folder, mode);
    expect(exposure(folder)).toContain(`(mode 0${mode.toString(8)})`);
    expect(exposure(folder)).toContain(`chmod 700 ${folder}`);
  });
});

describeWith('the superuser', process.getuid?.() === 0, 'a data directory of somebody else', () => {
  it.each([
    ['may not be written', ''],
    ['may not be looked into', '/data'],
  ])('%s: refused with what to do', (_, below) => {
    chmodSync(folder, below === '' ? 0o755 : 0o700);
    const main = join(__dirname, '..', '..', '..', 'dist', 'apps', 'daggyd', 'main.js');
    const { status, stderr } = spawnSync(process.execPath, [main, '--port=0', `--data-dir=${folder}${below}`], {
      uid: NOBODY,
      gid: NOBODY,
      encoding: 'utf8',
    });
    expect([status, stderr.trim().split('\n').length]).toEqual([2, 1]);
    expect(stderr).toContain(
      `--data-dir: ${folder}${below} cannot be used by the user that this runs as, uid ${NOBODY}`,
    );
    expect(stderr).toContain('give it to this user (chown)');
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });
});
