import { discoverCapacity } from './capacity-discovery';

describe('discoverCapacity', () => {
  it('leaves two cores and a quarter of the memory to the host', () => {
    expect(discoverCapacity({}, { cores: 32, memoryMB: 64_001 })).toEqual({ cores: 30, memoryMB: 48_000 });
  });

  it('is at least one core and 100 MB', () => {
    expect(discoverCapacity({}, { cores: 2, memoryMB: 120 })).toEqual({ cores: 1, memoryMB: 100 });
  });

  it('obeys overrides, where 0 cores are all of them', () => {
    const host = { cores: 8, memoryMB: 1000 };
    expect(discoverCapacity({ cores: 0 }, host)).toEqual({ cores: 8, memoryMB: 750 });
    expect(discoverCapacity({ cores: 10, memory_mb: 100 }, host)).toEqual({ cores: 10, memoryMB: 100 });
  });
});
