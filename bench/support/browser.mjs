import { chromium } from 'playwright-core';

/** A headless browser; Debian's unless CHROMIUM says otherwise. Root cannot use its sandbox, and /dev/shm is small in containers. */
export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
}
