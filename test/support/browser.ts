import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page, selectors } from 'playwright-core';

selectors.setTestIdAttribute('data-test');

/** Debian's; another one through CHROMIUM. */
const PROGRAM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const WITHIN_MS = 15_000;

/** For `describeWith`. */
export function hasBrowser(): boolean {
  return existsSync(PROGRAM);
}

let browser: Browser | undefined;
/** Its pages share what was loaded, as the tabs of a browser do. */
let shared: BrowserContext | undefined;
let open: (Page | BrowserContext)[] = [];

export interface PageOptions {
  readonly dark?: boolean;
  readonly width?: number;
  readonly height?: number;
  /** Shares nothing with other pages: for what is stored or done to the clock. */
  readonly alone?: boolean;
}

/** What went wrong in a page: exceptions, and what the browser refused because of the content security policy. */
export type PageTroubles = readonly string[];

/** A page in a real, headless browser, which is started once. Waits at most 15 s for what it is told to wait for. */
export async function openPage(
  url: string,
  options: PageOptions = {},
): Promise<{ page: Page; troubles: PageTroubles }> {
  // Root cannot use the sandbox, and /dev/shm is small in containers.
  browser ??= await chromium.launch({
    executablePath: PROGRAM,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
  const context = options.alone === true ? await newContext(browser) : (shared ??= await newContext(browser));
  const page = await context.newPage();
  open.push(context === shared ? page : context);
  await page.emulateMedia({ colorScheme: options.dark === true ? 'dark' : 'light' });
  await page.setViewportSize({ width: options.width ?? 1280, height: options.height ?? 800 });
  page.setDefaultTimeout(WITHIN_MS);
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|\[Vue warn\]/.test(message.text())) troubles.push(message.text());
  });
  await page.goto(url);
  return { page, troubles };
}

function newContext(within: Browser): Promise<BrowserContext> {
  return within.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
}

/** Closes what tests opened; for afterEach. */
export async function closePages(): Promise<void> {
  const opened = open;
  open = [];
  await Promise.all(opened.map((each) => each.close()));
}

/** For afterAll. */
export async function closeBrowser(): Promise<void> {
  await browser?.close();
  browser = undefined;
  shared = undefined;
}
