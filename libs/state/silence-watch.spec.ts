import { SilenceWatch } from './silence-watch';

const MEGABYTE = 1024 * 1024;

describe('the watch for a server that goes silent', () => {
  let received: number;
  let silences: number;
  let watch: SilenceWatch;

  beforeEach(() => {
    jest.useFakeTimers();
    received = silences = 0;
    watch = new SilenceWatch(
      () => received,
      () => silences++,
    );
  });
  afterEach(() => jest.useRealTimers());

  it('tells of an answer that has not come for 2 s, once', () => {
    watch.begin(100);
    jest.advanceTimersByTime(1_999);
    expect(silences).toBe(0);
    jest.advanceTimersByTime(60_000);
    expect(silences).toBe(1);
  });

  it('has nothing to tell while no answer is due', () => {
    const answered = watch.begin(100);
    jest.advanceTimersByTime(1_500);
    answered();
    jest.advanceTimersByTime(60_000);
    watch.begin(100);
    jest.advanceTimersByTime(1_999);
    expect(silences).toBe(0);
  });

  it('waits as long as something comes', () => {
    watch.begin(100);
    for (let second = 0; second < 30; second++) {
      jest.advanceTimersByTime(1_000);
      received++;
    }
    expect(silences).toBe(0);
    jest.advanceTimersByTime(2_500);
    expect(silences).toBe(1);
  });

  it('waits longer for all that is sent behind much', () => {
    watch.begin(20 * MEGABYTE);
    watch.begin(100);
    jest.advanceTimersByTime(6_999);
    expect(silences).toBe(0);
    jest.advanceTimersByTime(251);
    expect(silences).toBe(1);
  });
});
