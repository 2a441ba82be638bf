import type { WireEnd } from '../protocol';
import { Lane } from './lane';
import { Leftovers } from './leftovers';
import { SlotTable } from './slot-table';

const END: WireEnd = [1, 2, 1, 'exit', 0, 1000, 2000, 0, 0, 0, 0, 0, ''];

const SETTINGS = { owner: 1, outputRoot: '/nowhere', maxOutputBytes: 1000, stopGraceMs: 0 };
const LAUNCHER = { pid: 1, maxFiles: 1000, settledOwner: -1, afterReboot: false };

function makeLane(): Lane {
  const settings = { ...SETTINGS, onDisconnect: 'keep' } as const;
  const site = { folder: '/nowhere', settings, environment: {}, log: () => {} };
  return new Lane(site, 2, { ended: () => {}, reconnected: () => {}, superseded: () => {} });
}

describe('attempts of a former life', () => {
  it('hold their slots until they end, and then wait to be asked for', () => {
    const lane = makeLane();
    const leftovers = new Leftovers();
    leftovers.add(lane, { ...LAUNCHER, running: [[1, 2, 1, 0, 4711]], ended: [] });
    expect(lane.slots.left).toBe(1);
    expect(leftovers.settle(lane, END)).toBe(true);
    expect(lane.slots.left).toBe(2);
    expect(leftovers.takeRunning('1/2/1')).toBeUndefined();
    expect(leftovers.takeEnded('1/2/1')).toEqual({ lane, end: END });
    expect(leftovers.takeEnded('1/2/1')).toBeUndefined();
  });

  it('have ended even if that was heard before they were listed as running', () => {
    const lane = makeLane();
    const leftovers = new Leftovers();
    leftovers.settle(lane, END);
    leftovers.add(lane, { ...LAUNCHER, running: [[1, 2, 1, 0, 4711]], ended: [] });
    expect(lane.slots.left).toBe(2);
    expect(leftovers.takeRunning('1/2/1')).toBeUndefined();
    expect(leftovers.takeEnded('1/2/1')?.end).toEqual(END);
  });

  it('are forgotten when their launcher does not know them any more', () => {
    const lane = makeLane();
    const leftovers = new Leftovers();
    const running = [1, 2].map((task) => [1, task, 1, task - 1, 4711] as const);
    leftovers.add(lane, { ...LAUNCHER, running, ended: [] });
    leftovers.reconcile(lane, new Set(['1/2/1']));
    expect(lane.slots.left).toBe(1);
    expect(leftovers.takeRunning('1/1/1')).toBeUndefined();
    expect(leftovers.takeRunning('1/2/1')).toMatchObject({ slot: 1 });
  });
});

describe('a table of slots', () => {
  it('never gives out a slot that is in use, nor more than there are', () => {
    const table = new SlotTable(2);
    table.occupy(1);
    table.occupy(5);
    expect(table.left).toBe(0);
    table.release(5);
    expect(table.take()).toBe(0);
    expect(table.left).toBe(0);
    table.release(1);
    table.release(1);
    expect([table.left, table.take(), table.left]).toEqual([1, 1, 0]);
  });
});
