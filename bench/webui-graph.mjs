import { chromium } from 'playwright-core';
import { startDaggyd } from './support/daggyd.mjs';
import { median, report, show } from './support/figures.mjs';

const ROUNDS = 5;
const PAN_MS = 2_000;
const GOAL = { paintMs: 1_500, frames: 30 };

const LAYERS = 100;
const WIDTH = 100;

/** Tasks written out in layers, each with two parents near it. The first layer runs on, so that the others stay QUEUED. */
function layered() {
  const tasks = {};
  for (let layer = 0; layer < LAYERS; layer++) {
    for (let at = 0; at < WIDTH; at++) {
      const parents = [at, (at * 7 + layer) % WIDTH].map((parent) => `t${layer - 1}_${parent}`);
      const job = { durationMs: layer === 0 ? 3_600_000 : 0 };
      tasks[`t${layer}_${at}`] = layer === 0 ? { job } : { job, parents: [...new Set(parents)] };
    }
  }
  return { tasks };
}

/** A first task that runs on, and `count` that wait for it. */
function wide(count) {
  const parameters = { N: Array.from({ length: count }, (_, i) => `${i}`) };
  const tasks = {
    first: { job: { durationMs: 3_600_000 }, children: ['work'] },
    work: { job: { output: '{{N}}' } },
  };
  return { parameters, tasks };
}

/** Milliseconds from the navigation to the first frame with all boxes, and frames a second while the mouse drags. */
async function look(browser, url, boxes) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  try {
    await page.goto(url);
    await page.waitForSelector(`[data-test=graph][data-painted="${boxes}"]`);
    const paintMs = await page.evaluate('performance.getEntriesByName("graph painted").at(-1).startTime');
    const { x, y, width, height } = await page.locator('[data-test=graph]').boundingBox();
    const middle = { x: x + width / 2, y: y + height / 2 };
    const all = await pan(page, middle);
    await page.mouse.wheel(0, -1_000);
    const near = await pan(page, middle);
    return { paintMs, all, near };
  } finally {
    await page.close();
  }
}

async function pan(page, middle) {
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.down();
  await page.evaluate(`{
    globalThis.frames = [];
    const next = (time) => { frames.push(time); requestAnimationFrame(next); };
    requestAnimationFrame(next);
  }`);
  const end = Date.now() + PAN_MS;
  for (let step = 1; Date.now() < end; step++) {
    await page.mouse.move(middle.x + 250 * Math.sin(step / 15), middle.y + 150 * Math.sin(step / 19));
  }
  const frames = await page.evaluate('frames');
  await page.mouse.up();
  return ((frames.length - 1) * 1_000) / (frames.at(-1) - frames[0]);
}

export async function run() {
  const daggyd = await startDaggyd({ pools: { dry: { name: 'NoopTaskExecutor', config: {} } } });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
  try {
    const graphs = [
      ['10,000 in layers', layered(), 10_000, '', GOAL],
      ['10,000 side by side', wide(10_000), 10_001, '?by=task', GOAL],
      ['49,999 side by side, the most that is drawn by task', wide(49_999), 50_000, '?by=task', undefined],
      ['100,000 as a stack', wide(100_000), 2, '', undefined],
    ];
    for (const [name, definition, boxes, query, goal] of graphs) {
      const runID = await daggyd.submit({ executionParameters: { pool: 'dry' }, ...definition });
      const rounds = [];
      for (let round = 0; round < ROUNDS; round++) {
        rounds.push(await look(browser, `${daggyd.base}/runs/${runID}/graph${query}`, boxes));
      }
      const paints = rounds.map(({ paintMs }) => paintMs);
      const frames = rounds.map(({ all, near }) => Math.min(all, near));
      const paintGoal = goal ? `< ${goal.paintMs} ms` : 'none';
      report(
        `graph of ${name}: first paint`,
        `${show(paints, 0)} ms`,
        paintGoal,
        !goal || median(paints) < goal.paintMs,
      );
      const frameGoal = goal ? `>= ${goal.frames}` : 'none';
      report(
        'the same: frames a second while panning, the worse of all in sight and close up',
        show(frames, 0),
        frameGoal,
        !goal || median(frames) >= goal.frames,
      );
    }
  } finally {
    await browser.close();
    await daggyd.stop();
  }
}
