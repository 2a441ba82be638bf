import { reactive, watch } from 'vue';

/** `live`: as it happens; a number: every so many seconds; 0: only when asked. */
export type Refresh = 'live' | number;
export const REFRESH_CHOICES: readonly Refresh[] = ['live', 0, 5, 10, 15, 30, 60, 300, 600];

export interface Settings {
  refresh: Refresh;
  /** Times in UTC instead of the browser's zone. */
  utc: boolean;
}

const KEY = 'daggy.settings';

/** Remembered by the browser, for all of its tabs. */
export const settings: Settings = reactive(read());

watch(settings, (now) => {
  try {
    localStorage.setItem(KEY, JSON.stringify(now));
  } catch {
    // A browser that keeps nothing: they hold until the page is left.
  }
});

/** Takes over what is chosen in other tabs. */
export function followSettings(): void {
  window.addEventListener('storage', ({ key }) => key === KEY && Object.assign(settings, read()));
}

function read(): Settings {
  const absent: Settings = { refresh: 'live', utc: false };
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Settings>;
    return {
      refresh:
        stored.refresh !== undefined && REFRESH_CHOICES.includes(stored.refresh) ? stored.refresh : absent.refresh,
      utc: stored.utc === true,
    };
  } catch {
    return absent;
  }
}

export function describeRefresh(refresh: Refresh): string {
  if (refresh === 'live') return 'live';
  if (refresh === 0) return 'off';
  return refresh < 60 ? `every ${refresh} s` : `every ${refresh / 60} min`;
}
