/* global document, Element, MutationObserver, requestAnimationFrame, window -- of the page */
import { gzipSync } from 'node:zlib';
import { startBrowser } from './support/browser.mjs';
import { startDaggyd } from './support/daggyd.mjs';
import { median, report, show } from './support/figures.mjs';

const ROUNDS = 5;
const KEYS = ['9', '9', '$', 'Backspace'];

export const question = 'run page of 100,000 tasks in headless Chromium';

const side = (length) => Array.from({ length }, (_, i) => `${i}`);
const DEFINITION = {
  parameters: { A: side(1000), B: side(100) },
  tasks: { cell: { job: { command: ['cell', '{{A}}', '{{B}}'] } } },
};

/** In the page: when rows were first painted after navigation, and after each key. */
function watchRows() {
  const painted = (then) => requestAnimationFrame(() => setTimeout(() => then(performance.now())));
  const figures = { first: undefined, keys: [] };
  window.figures = figures;
  let pressed;
  window.addEventListener('keydown', (event) => (pressed = event.timeStamp), true);
  const observer = new MutationObserver((changes) => {
    if (figures.first === undefined && document.querySelector('[data-task]') !== null) {
      figures.first = 0;
      painted((time) => (figures.first = time));
    }
    const ofRows = changes.some(({ target }) => target instanceof Element && target.closest('[role=grid]') !== null);
    if (pressed === undefined || !ofRows) return;
    const from = pressed;
    pressed = undefined;
    painted((time) => figures.keys.push(time - from));
  });
  observer.observe(document, { childList: true, subtree: true });
}

/** The page's content security policy allows no `waitForFunction`, which compiles text. */
async function until(page, condition, argument) {
  for (let i = 0; !(await page.evaluate(condition, argument)); i++) {
    if (i > 1_000) throw new Error(`never in the page: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function once(browser, url) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript(watchRows);
  await page.goto(url);
  await until(page, () => window.figures.first > 0);
  await page.locator('[data-test=shown]').getByText('100,000 of 100,000 tasks').waitFor();
  const whole = await page.evaluate(() => performance.now());
  await page.getByRole('searchbox', { name: 'Name' }).focus();
  for (const [index, key] of KEYS.entries()) {
    await page.keyboard.press(key);
    await until(page, (count) => window.figures.keys.length === count, index + 1);
  }
  const { first, keys } = await page.evaluate(() => window.figures);
  await context.close();
  return { first, whole, key: Math.max(...keys) };
}

/** Bytes of all scripts that the page loads, compressed as servers do. */
async function scriptBytes(browser, url) {
  const page = await browser.newPage();
  const scripts = [];
  page.on('response', (response) => {
    if (new URL(response.url()).pathname.endsWith('.js')) scripts.push(response.body());
  });
  await page.goto(url, { waitUntil: 'networkidle' }).catch(() => undefined);
  const bodies = await Promise.all(scripts);
  await page.close();
  return bodies.reduce((sum, body) => sum + gzipSync(body).length, 0);
}

export async function run() {
  const daggyd = await startDaggyd({ executor: { name: 'NoopTaskExecutor', config: {} } });
  const browser = await startBrowser();
  try {
    const runID = await daggyd.submit(DEFINITION);
    await daggyd.ended(runID);
    await once(browser, `${daggyd.base}/runs/${runID}`);
    const rounds = [];
    for (let i = 0; i < ROUNDS; i++) rounds.push(await once(browser, `${daggyd.base}/runs/${runID}`));
    const [firsts, keys] = [rounds.map(({ first }) => first), rounds.map(({ key }) => key)];
    report(`${question}: first rows after navigation`, `${show(firsts, 0)} ms`, '< 1 s', median(firsts) < 1000);
    console.log(
      `     all tasks here after ${show(
        rounds.map(({ whole }) => whole),
        0,
      )} ms`,
    );
    report(
      `${question}: filter keystroke to new rows, the slowest of ${KEYS.length}`,
      `${show(keys, 0)} ms`,
      '< 100 ms',
      median(keys) < 100,
    );
    const bytes = await scriptBytes(browser, `${daggyd.base}/`);
    report('JavaScript on the run list page, gzip', `${(bytes / 1000).toFixed(0)} kB`, '<= 150 kB', bytes <= 150_000);
  } finally {
    await browser.close();
    await daggyd.stop();
  }
}
