import { UNSEEN_MS, type Visible, whileSeen } from './while-seen';

class Page extends EventTarget implements Visible {
  visibilityState: 'visible' | 'hidden' = 'visible';

  show(state: 'visible' | 'hidden'): void {
    this.visibilityState = state;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

describe('a page in a tab', () => {
  let page: Page;
  let told: string[];
  let end: () => void;

  beforeEach(() => {
    jest.useFakeTimers();
    page = new Page();
    told = [];
    end = whileSeen(page, { seen: () => told.push('seen'), unseen: () => told.push('unseen') });
  });
  afterEach(() => {
    end();
    jest.useRealTimers();
  });

  it('lets go when nobody has seen it for a while, and goes on when somebody does', () => {
    page.show('hidden');
    jest.advanceTimersByTime(UNSEEN_MS - 1);
    expect(told).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(told).toEqual(['unseen']);
    page.show('visible');
    expect(told).toEqual(['unseen', 'seen']);
  });

  it('goes on when it was out of sight for a moment only', () => {
    page.show('hidden');
    jest.advanceTimersByTime(UNSEEN_MS - 1);
    page.show('visible');
    jest.advanceTimersByTime(UNSEEN_MS);
    expect(told).toEqual([]);
  });

  it('is told nothing after its end', () => {
    page.show('hidden');
    end();
    jest.advanceTimersByTime(UNSEEN_MS);
    expect(told).toEqual([]);
  });
});
