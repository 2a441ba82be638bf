import { Pauses } from './pauses';

let ended: number;
let pauses: Pauses;

beforeEach(() => {
  jest.useFakeTimers();
  ended = 0;
  pauses = new Pauses(() => void ended++);
});
afterEach(() => void jest.useRealTimers());

it('are longer the more often it was in vain, each name for itself', () => {
  for (const ms of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
    pauses.begin('a', 'no room');
    pauses.begin('a', 'for another reason');
    jest.advanceTimersByTime(ms - 1);
    expect([pauses.lasts('a'), pauses.why('a'), ended]).toEqual([true, 'no room', 0]);
    jest.advanceTimersByTime(1);
    expect([pauses.lasts('a'), pauses.why('a'), ended]).toEqual([false, 'no room', 1]);
    ended = 0;
  }
  expect([pauses.lasts('b'), pauses.why('b')]).toEqual([false, undefined]);
});

it('are short again when it has gone well', () => {
  pauses.begin('a', 'no room');
  jest.advanceTimersByTime(1_000);
  pauses.begin('a', 'no room');
  pauses.forget('a');
  expect([pauses.lasts('a'), pauses.why('a')]).toEqual([false, undefined]);
  pauses.begin('a');
  jest.advanceTimersByTime(1_000);
  expect([pauses.lasts('a'), ended]).toEqual([false, 2]);
});

it('leave no timer when they are halted', () => {
  for (const name of ['a', 'b']) pauses.begin(name);
  pauses.halt();
  expect(jest.getTimerCount()).toBe(0);
});
