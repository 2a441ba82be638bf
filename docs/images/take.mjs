/* global document */
/**
 * Takes the pictures of the web UI: a daggyd of its own with runs of `pipeline.mjs`, and Debian's chromium.
 *
 *   npm run screenshots [-- FOLDER [WIDTH]]
 *
 * Without a folder: the pictures of the documentation, here. With one: every page, in light and dark, to look at.
 */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { startDaggyd } from '../../examples/demo/server.mjs';
import { COMPLETED, FAILED, LARGE, RUNNING } from './pipeline.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const WITHIN_MS = 60_000;
const DOCUMENTED = new Set(['runs', 'run', 'graph', 'timeline', 'task']);

const [folder, width = '1280'] = process.argv.slice(2);
const data = mkdtempSync(join(tmpdir(), 'daggy-pictures-'));
const daggyd = await startDaggyd(data, {
  executor: { name: 'ForkingTaskExecutor', config: { threads: 10, stopGraceSeconds: 1 } },
  pools: { dry: { name: 'NoopTaskExecutor', config: {} } },
});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
});
try {
  const pages = await runsToShow();
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
  for (const scheme of ['light', 'dark']) {
    for (const [name, path] of pages) {
      if (folder === undefined && !DOCUMENTED.has(name)) continue;
      await take(path, join(folder ?? HERE, `${name}-${scheme}.png`), scheme);
    }
  }
} finally {
  await browser.close();
  await daggyd.stop();
  await rm(data, { recursive: true, force: true, maxRetries: 10 });
}

/** Submits the runs, waits until they are as they should look, and returns the name and path of each page. */
async function runsToShow() {
  const completed = await submit(COMPLETED);
  await reached(completed, 'COMPLETED');
  const large = await submit(LARGE);
  await reached(large, 'COMPLETED');
  const failed = await submit(FAILED);
  await reached(failed, 'ERRORED');
  const running = await submit(RUNNING);
  await until('seeds are simulated', async () => (await run(running)).taskCounts.COMPLETED > 8);
  return [
    ['runs', '/'],
    ['run', `/runs/${failed}`],
    ['graph', `/runs/${failed}/graph`],
    ['timeline', `/runs/${failed}/timeline`],
    ['definition', `/runs/${failed}/definition`],
    ['task', `/runs/${failed}/tasks/transform_6`],
    ['task-running', `/runs/${running}/tasks/simulate_30`],
    ['run-running', `/runs/${running}`],
    ['run-large', `/runs/${large}`],
    ['graph-large', `/runs/${large}/graph`],
    ['timeline-large', `/runs/${large}/timeline`],
    ['pools', '/pools'],
    ['submit', '/submit'],
    ['submit-again', `/submit?from=${failed}`],
    ['settings', '/settings'],
    ['run-missing', '/runs/4711'],
  ];
}

async function take(path, file, colorScheme) {
  const context = await browser.newContext({ colorScheme, viewport: { width: Number(width), height: 800 } });
  const page = await context.newPage();
  await page.goto(daggyd.url + path);
  await page.waitForLoadState('load');
  // Events keep a connection open, so that the network is never idle: a picture of what has come to rest.
  let last = '';
  for (const end = Date.now() + 5_000; Date.now() < end; await delay(300)) {
    const shown = await page.evaluate(() => document.body.innerText);
    if (shown === last && !shown.includes('connecting')) break;
    last = shown;
  }
  await page.screenshot({ path: file });
  await context.close();
  console.log(file);
}

async function submit(definition) {
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch(`${daggyd.url}/api/v1/dagruns`, {
    method: 'POST',
    headers,
    body: JSON.stringify(definition),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()).runID;
}

async function run(runID) {
  return (await fetch(`${daggyd.url}/api/v1/dagruns/${runID}`)).json();
}

async function reached(runID, state) {
  await until(`run ${runID} is ${state}`, async () => (await run(runID)).state === state);
}

async function until(what, look) {
  for (const end = Date.now() + WITHIN_MS; !(await look()); await delay(50)) {
    if (Date.now() > end) throw new Error(`not within ${WITHIN_MS / 1000} s: ${what}`);
  }
}
