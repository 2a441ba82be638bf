import { newIdentity, type OwnerIdentity } from './owner-identity';
import { type OwnerSign, waitUntilFree } from './owner-watch';

describe('watching the owner of a store', () => {
  const self = newIdentity();
  /** Of a process that cannot be seen from here. */
  const stranger: OwnerIdentity = { ...newIdentity(), bootID: 'elsewhere', host: 'far', pid: 7 };
  let paused: number;

  beforeEach(() => {
    paused = 0;
  });

  function watch(signs: (look: number) => OwnerSign): Promise<OwnerSign> {
    let looks = 0;
    return waitUntilFree({
      look: () => Promise.resolve(signs(looks++)),
      pause: (ms) => {
        paused += ms;
        return Promise.resolve();
      },
      self,
      store: 'The store',
      remedy: 'another one',
    });
  }

  it.each<[string, OwnerIdentity | undefined]>([
    ['nobody owns it', undefined],
    ['its owner is this very logger', self],
    ['its owner has ended on this host', { ...newIdentity(), startTime: 0 }],
  ])('takes it at once when %s', async (_, owner) => {
    const sign = { owner, fencingToken: 4, heartbeat: 9 };
    expect(await watch(() => sign)).toBe(sign);
    expect(paused).toBe(0);
  });

  it('takes it when the heartbeat has not moved for 6 s', async () => {
    const sign = { owner: stranger, fencingToken: 4, heartbeat: 9 };
    expect(await watch(() => sign)).toBe(sign);
    expect(paused).toBe(6_000);
  });

  it('refuses when the heartbeat moves, were it at the last moment', async () => {
    const refused = watch((look) => ({ owner: stranger, fencingToken: 4, heartbeat: look < 12 ? 9 : 10 }));
    await expect(refused).rejects.toThrow(
      'The store is in use by another daggyd (pid 7 on far): stop that one, or give this one another one',
    );
  });

  it('refuses when a third one takes it meanwhile, whatever its heartbeat', async () => {
    const third = { ...stranger, pid: 8 };
    const refused = watch((look) => ({
      owner: look < 5 ? stranger : third,
      fencingToken: look < 5 ? 4 : 5,
      heartbeat: 9,
    }));
    await expect(refused).rejects.toThrow('(pid 8 on far)');
  });

  it('takes it as soon as it is let go', async () => {
    const taken = await watch((look) => ({
      owner: look < 3 ? stranger : undefined,
      fencingToken: 4,
      heartbeat: look < 3 ? 9 : 10,
    }));
    expect(taken).toEqual({ owner: undefined, fencingToken: 4, heartbeat: 10 });
    expect(paused).toBe(1_500);
  });

  it('gives up when the store cannot be read', async () => {
    const failed = watch((look) => {
      if (look === 2) throw new Error('gone');
      return { owner: stranger, fencingToken: 4, heartbeat: 9 };
    });
    await expect(failed).rejects.toThrow('gone');
  });
});
