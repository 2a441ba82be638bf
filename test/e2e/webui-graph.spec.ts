import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type Api, shell, startDaggyd } from '../support/api';
import { closeBrowser, closePages, hasBrowser, openPage } from '../support/browser';
import { stopAll, temporaryDirectory } from '../support/daggy-process';
import { describeWith } from '../support/describe-with';

jest.setTimeout(60_000);

const dry = { executionParameters: { pool: 'dry' } };
/** What waits for it stays QUEUED throughout a test. */
const LONG = { durationMs: 60_000 };
const values = (n: number) => Array.from({ length: n }, (_, i) => `${i}`);

/** Waits until a picture of so many boxes is on the canvas. */
function painted(page: Page, boxes: number): Promise<unknown> {
  return page.waitForSelector(`[data-test=graph][data-painted="${boxes}"]`);
}

/** How many pixels of the canvas have exactly the colour of a state. Runs in the page. */
const COUNT_PIXELS = (state: string) => `{
  const canvas = document.querySelector('[data-test=graph]');
  const colour = getComputedStyle(canvas).getPropertyValue('--state-${state}');
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) count++;
  }
  count;
}`;

function pixels(page: Page, state: string): Promise<number> {
  return page.evaluate<number>(COUNT_PIXELS(state));
}

/** The middle of the canvas, in the window. */
async function middle(page: Page): Promise<{ x: number; y: number }> {
  const box = await page.getByTestId('graph').boundingBox();
  if (box === null) throw new Error('there is no canvas');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Two fingers on the canvas, around its middle, move to another distance of each other (CSS pixels). */
async function pinch(page: Page, from: number, to: number): Promise<void> {
  const { x, y } = await middle(page);
  const fingers = (apart: number) => [-apart / 2, apart / 2].map((right, id) => ({ x: x + right, y, id }));
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: fingers(from) });
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: fingers((from + to) / 2) });
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: fingers(to) });
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await cdp.detach();
}

const paintings = (page: Page) => page.evaluate(() => performance.getEntriesByName('graph painted').length);

describeWith('chromium', hasBrowser(), 'the graph of a run in the web UI', () => {
  let api: Api;

  /** Looks until it is so. */
  const seen = (what: string, look: () => Promise<boolean>) => api.until(what, look, (so) => so);

  beforeAll(async () => {
    api = await startDaggyd();
  });
  afterEach(closePages);
  afterAll(async () => {
    await closeBrowser();
    await stopAll();
  });

  it('follows what happens without a new layout', async () => {
    const open = join(temporaryDirectory(), 'open');
    const gate = shell(`until [ -e ${open} ]; do sleep 0.05; done`);
    const runID = await api.submit({
      tasks: { gate: { job: gate, children: ['after'] }, after: { job: shell('exit 3') } },
    });
    const { page, troubles } = await openPage(`${api.server.url}/runs/${runID}/graph`);
    await painted(page, 2);
    await seen('a running task is painted', async () => (await pixels(page, 'running')) > 100);
    expect(await pixels(page, 'errored')).toBe(0);
    writeFileSync(open, '');
    await seen('the failure is painted', async () => (await pixels(page, 'errored')) > 100);
    await seen('what ran before is painted', async () => (await pixels(page, 'completed')) > 100);
    expect(await pixels(page, 'running')).toBe(0);
    expect(await page.getByTestId('legend').innerText()).toMatch(/COMPLETED\s*1\s*✗\s*ERRORED\s*1/);
    expect(await paintings(page)).toBe(1);
    expect(await page.getByTestId('graph').getAttribute('aria-label')).toContain(
      '2 of 2 tasks; 1 COMPLETED, 1 ERRORED',
    );
    expect(troubles).toEqual([]);
  });

  it('leads along the path to a failure to its task page, by keys alone', async () => {
    const runID = await api.submit({
      ...dry,
      tasks: {
        first: { job: {}, children: ['second', 'other'] },
        second: { job: {}, children: ['third'] },
        other: { job: {} },
        third: { job: { rc: 7 } },
      },
    });
    await api.reached(runID, 'ERRORED');
    const { page, troubles } = await openPage(`${api.server.url}/runs/${runID}/graph`, { dark: true });
    await painted(page, 4);
    // However large boxes are drawn: in proportion to the one that failed.
    const share = async () => (await pixels(page, 'completed')) / (await pixels(page, 'errored'));
    const whole = await share();
    await page.getByTestId('path').click();
    await page.waitForURL(/select=third/);
    await seen('what is not on the path is faint', async () => (await share()) < 0.9 * whole);
    const canvas = page.getByTestId('graph');
    await canvas.focus();
    for (const [key, name] of [
      ['ArrowUp', 'second'],
      ['ArrowUp', 'first'],
      ['ArrowDown', 'second'],
      ['ArrowDown', 'third'],
    ]) {
      await page.keyboard.press(`Shift+${key}`);
      await page.waitForURL(new RegExp(`select=${name}`));
    }
    await page.getByTestId('choice').getByText('ERRORED').waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`/runs/${runID}/tasks/third$`));
    await page.goBack();
    await page.getByTestId('choice').getByText('ERRORED').waitFor();
    await page.keyboard.press('l');
    await page.waitForURL(new RegExp(`/runs/${runID}/tasks/third#log$`));
    expect(troubles).toEqual([]);
  });

  it('shows 10,000 instances as one stack, opens it, shows all tasks, finds one and what is around it', async () => {
    const runID = await api.submit({
      ...dry,
      parameters: { N: values(10_000) },
      tasks: {
        begin: { job: LONG, children: ['work'] },
        work: { job: { output: '{{N}}' }, children: ['end'] },
        end: { job: {} },
      },
    });
    const { page, troubles } = await openPage(`${api.server.url}/runs/${runID}/graph`);
    await painted(page, 3);
    const at = await middle(page);
    await page.mouse.move(at.x, at.y);
    await page.getByTestId('hint').getByText('○ 10,000 QUEUED').waitFor();
    await page.mouse.dblclick(at.x, at.y);
    await painted(page, 10_003);
    expect(await page.getByTestId('minimap').isVisible()).toBe(true);

    await page.getByTestId('by-task').click();
    await painted(page, 10_002);
    expect(await page.getByTestId('minimap').isVisible()).toBe(false);
    await page.getByTestId('find').fill('/^work_(77|123)$/');
    await page.getByTestId('matches').getByText('2 found').waitFor();
    await page.getByTestId('find').press('Enter');
    await page.getByTestId('matches').getByText('1 of 2').waitFor();
    await page.getByTestId('minimap').waitFor();
    await seen('it has flown there', async () => {
      await page.mouse.move(at.x, at.y);
      return (await page.getByTestId('hint').allInnerTexts()).some((text) => text.startsWith('work_77'));
    });
    await page.mouse.click(at.x, at.y);
    await page.waitForURL(/select=work_77/);
    await page.getByTestId('around').click();
    await page.waitForURL(/around=work_77/);
    await painted(page, 3);
    await page.getByTestId('more-levels').click();
    await page.waitForURL(/levels=2/);
    await page.goBack();
    await page.goBack();
    await painted(page, 10_002);
    expect(troubles).toEqual([]);
  });

  it('is made smaller and larger by two fingers', async () => {
    const runID = await api.submit({
      ...dry,
      parameters: { N: values(9) },
      tasks: { a: { job: { output: '{{N}}' } } },
    });
    await api.reached(runID, 'COMPLETED');
    const { page, troubles } = await openPage(`${api.server.url}/runs/${runID}/graph?by=task`, { width: 380 });
    await painted(page, 9);
    const first = await pixels(page, 'completed');
    await pinch(page, 200, 100);
    await seen('it is smaller', async () => (await pixels(page, 'completed')) < 0.5 * first);
    await pinch(page, 100, 200);
    await seen('it is as large again', async () => (await pixels(page, 'completed')) > 0.9 * first);
    expect(troubles).toEqual([]);
  });

  it('shows templates, and finds tasks, where all of them are too many', async () => {
    const runID = await api.submit({
      ...dry,
      parameters: { N: values(300), M: values(200) },
      tasks: { begin: { job: LONG, children: ['a'] }, a: { job: { output: '{{N}}{{M}}' } } },
    });
    const { page, troubles } = await openPage(`${api.server.url}/runs/${runID}/graph?by=task`);
    await page.getByTestId('graph-message').getByText('too many to draw').waitFor();
    await painted(page, 2);
    await page.getByTestId('find').fill('A_59999');
    await page.getByTestId('proposals').getByText('a_59999').click();
    await page.waitForURL(/around=a_59999/);
    await page.getByTestId('levels').getByText('1 level').waitFor();
    await painted(page, 2);
    await page.getByRole('link', { name: 'Tasks', exact: true }).click();
    await seen('the worker has gone with the graph', () => Promise.resolve(page.workers().length === 0));
    expect(troubles).toEqual([]);
  });
});
