import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SlotFile, tellsWriters, type OrphanFile } from './slot-files';

let folder = '';
let orphans: Set<OrphanFile>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daggy-slot-'));
  orphans = new Set();
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  const fd = openSync(path, 'a');
  writeSync(fd, text);
  closeSync(fd);
}

describe('the file of a slot', () => {
  const final = () => join(folder, 'kept/1.stdout');

  it('is used again while nothing is written to it', () => {
    expect(tellsWriters(folder)).toBe(true);
    const file = new SlotFile(join(folder, 'slot'), true);
    file.prepare();
    const { ino } = statSync(file.path);
    expect(file.collect(final, 100, orphans)).toEqual({ total: 0, truncated: false });
    file.prepare();
    expect(statSync(file.path).ino).toBe(ino);
    expect(existsSync(final())).toBe(false);
    file.discard();
  });

  it('is moved to where it is kept, and a new one made', () => {
    const file = new SlotFile(join(folder, 'slot'), true);
    file.prepare();
    write(file.path, 'hello');
    expect(file.collect(final, 100, orphans)).toEqual({ total: 5, truncated: false });
    expect(readFileSync(final(), 'utf8')).toBe('hello');
    file.prepare();
    expect(readFileSync(file.path, 'utf8')).toBe('');
    file.discard();
  });

  it('is left to whoever still writes to it, and kept small until they are done', () => {
    const file = new SlotFile(join(folder, 'slot'), true);
    file.prepare();
    const stray = openSync(file.path, 'a');
    writeSync(stray, 'before');
    expect(file.collect(final, 100, orphans)).toEqual({ total: 6, truncated: false });
    const [orphan] = orphans;
    file.prepare();
    writeSync(stray, 'x'.repeat(3_000_000));
    expect(readFileSync(final(), 'utf8')).toBe('before');
    expect(readFileSync(file.path, 'utf8')).toBe('');
    expect(orphan.check()).toBe(true);
    expect(statSync(`/proc/self/fd/${stray}`).size).toBe(0);
    closeSync(stray);
    expect(orphan.check()).toBe(false);
    file.discard();
  });

  it('is never used again where nobody can tell who has it open', () => {
    const file = new SlotFile(join(folder, 'slot'), false);
    file.prepare();
    const stray = openSync(file.path, 'a');
    expect(file.collect(final, 100, orphans)).toEqual({ total: 0, truncated: false });
    expect(orphans.size).toBe(0);
    file.prepare();
    writeSync(stray, 'late');
    closeSync(stray);
    expect(readFileSync(file.path, 'utf8')).toBe('');
    file.discard();
  });

  it('gives the disk space of the middle back, and no other', () => {
    const file = new SlotFile(join(folder, 'slot'), true);
    file.prepare();
    const text = Array.from({ length: 500_000 }, (_, i) => `line ${i}\n`).join('');
    write(file.path, text);
    const cap = 100_000;
    file.punch(cap);
    expect(statSync(file.path).size).toBe(text.length);
    expect(statSync(file.path).blocks * 512).toBeLessThan(2 * cap);
    expect(file.collect(final, cap, orphans)).toEqual({ total: text.length, truncated: true });
    const kept = readFileSync(final(), 'utf8');
    expect(text.startsWith(kept.slice(0, 49_900))).toBe(true);
    expect(text.endsWith(kept.slice(-49_900))).toBe(true);
    file.discard();
  });
});
