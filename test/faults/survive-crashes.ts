import { join } from 'node:path';
import { stopAll, temporaryDirectory } from '../support/daggy-process';
import { Campaign } from './campaign';
import { Findings } from './findings';
import { POINTS } from './plans';
import { type Store, STORES } from './stores';

const KILLS = 30;

/** A small campaign with this logger: every fault point and every other kind of kill at least once. */
export function survivesCrashes(logger: string): void {
  let store: Store;

  beforeAll(async () => {
    store = await STORES[logger]();
  }, 60_000);

  afterAll(async () => {
    await stopAll();
    await store.stop();
  });

  it('loses nothing and runs nothing twice, however often daggyd and its launchers are killed', async () => {
    const folder = join(temporaryDirectory(), 'campaign');
    const report = await new Campaign({ folder, store, seed: 1, kills: KILLS }).run();
    expect(report.findings).toEqual(new Findings());
    expect([...report.kills.keys()]).toEqual(expect.arrayContaining(Object.keys(POINTS)));
    expect([...report.kills.values()].reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(KILLS);
    expect(report.attempts).toBeGreaterThan(300);
  }, 240_000);
}
