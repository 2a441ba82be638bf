import { tmpdir } from 'node:os';
import { Shortages } from './shortages';
import { StorageSpace } from './storage-space';

describe('storage space', () => {
  it('is short below what the config wants, and where nothing can be written', () => {
    expect(new StorageSpace(tmpdir(), 0).shortage()).toBeUndefined();
    expect(new StorageSpace(tmpdir(), 1e12).shortage()).toMatch(/has \d+ MB free, and needs 1000000000000 \("limits"/);
    expect(new StorageSpace('/no/such', 0).shortage()).toMatch(/\/no\/such cannot be looked at: ENOENT/);
  });
});

describe('a shortage', () => {
  it('of what the host gives passes after a second; each begin and end is a change', () => {
    let now = 0;
    const logged: string[] = [];
    const shortages = new Shortages(
      { shortage: () => undefined },
      (message) => logged.push(message),
      () => now,
    );
    const { revision } = shortages;
    shortages.meet('no cgroups');
    expect([shortages.reason, shortages.revision]).toEqual(['no cgroups', revision + 1]);
    now = 1_001;
    expect([shortages.reason, shortages.revision]).toEqual([undefined, revision + 2]);
    expect(logged).toEqual(['No tasks are taken in: no cgroups']);
  });
});
