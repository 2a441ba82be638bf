import type { Page } from 'playwright-core';
import { runListSchema, type RunList } from '#wire/run';
import { type Api, shell, startDaggyd } from '../support/api';
import { closeBrowser, closePages, hasBrowser, openPage, type PageOptions } from '../support/browser';
import { stopAll } from '../support/daggy-process';
import { describeWith } from '../support/describe-with';
import { EventClient } from '../support/event-client';
import { freePort } from '../support/free-port';
import { startRunner } from '../support/runner';
import { TCPProxy } from '../support/tcp-proxy';

jest.setTimeout(60_000);

const dry = { executionParameters: { pool: 'dry' } };

describeWith('chromium', hasBrowser(), 'the run list of the web UI', () => {
  let api: Api;
  let port: number;
  let proxy: TCPProxy | undefined;
  const runners: string[] = [];

  const config = () => ({
    port,
    pools: {
      dry: { name: 'NoopTaskExecutor', config: {} },
      runners: { name: 'DaggyRunnerTaskExecutor', config: { runners: runners.map((url) => ({ url })) } },
    },
  });

  beforeAll(async () => {
    port = await freePort();
    const runner = await startRunner();
    runners.push(runner.server.url, `http://127.0.0.1:${await freePort()}`);
    api = await startDaggyd(config());
  });
  afterEach(async () => {
    await closePages();
    await proxy?.close();
    proxy = undefined;
  });
  afterAll(async () => {
    await closeBrowser();
    await stopAll();
  });

  const open = (path: string, options?: PageOptions) => openPage(`${api.server.url}${path}`, options);
  const row = (page: Page, runID: number) => page.locator(`tr[data-run="${runID}"]`);
  const state = (page: Page, runID: number, wanted: string) =>
    row(page, runID).locator(`[data-state="${wanted}"]`).waitFor();
  const shown = (page: Page) => page.locator('tr[data-run] .id').allInnerTexts();
  const badge = (page: Page, text: string | RegExp) => page.getByTestId('freshness').getByText(text).waitFor();
  const slow = (tag: string) => api.submit({ tag, tasks: { wait: { job: shell('sleep 1000') } } });

  /** Waits until the list shows these runs in this order. */
  async function lists(page: Page, ...runIDs: number[]): Promise<void> {
    await api.until(
      'the list',
      () => shown(page),
      (seen) => seen.join() === runIDs.join(),
    );
  }

  it('leads to an example when there is nothing to list, and shows the run that becomes of it', async () => {
    const { page, troubles } = await open('/');
    await page.getByRole('link', { name: 'Submit an example' }).click();
    await page.getByText('Valid: 4 tasks').waitFor();
    await page.getByRole('button', { name: 'Submit', exact: true }).click();
    await page.waitForURL(/\/runs\/1$/);
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await lists(page, 1);
    await state(page, 1, 'COMPLETED');
    await row(page, 1).getByText('4 of 4').waitFor();
    await badge(page, 'live');
    expect(troubles).toEqual([]);
  });

  it('acts on runs, asks first where it hurts, and shows what happens as it happens', async () => {
    const { page, troubles } = await open('/');
    const runID = await slow('acted-on');
    const act = (name: string) =>
      row(page, runID)
        .getByRole('button', { name: `${name} run ${runID}` })
        .click();
    await state(page, runID, 'RUNNING');
    await act('Pause');
    await state(page, runID, 'PAUSED');
    await act('Resume');
    await state(page, runID, 'RUNNING');
    await act('Kill');
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect((await api.run(runID)).state).toBe('RUNNING');
    await act('Kill');
    await page.getByTestId('confirm').click();
    await state(page, runID, 'KILLED');
    await act('Retry');
    await state(page, runID, 'RUNNING');
    await api.send('PATCH', `/dagruns/${runID}/state`, { state: 'KILLED' });
    await state(page, runID, 'KILLED');
    await act('Remove');
    await page.getByTestId('confirm').click();
    await row(page, runID).waitFor({ state: 'detached' });
    expect((await api.ask(`/dagruns/${runID}`)).status).toBe(404);
    expect(troubles).toEqual([]);
  });

  it('filters and sorts, all of it in the URL; the keyboard does', async () => {
    const fails = await api.submit({ ...dry, tag: 'filter-b', tasks: { a: { job: { rc: 3 } } } });
    const works = await api.submit({ ...dry, tag: 'filter-a', tasks: { a: { job: {} } } });
    await Promise.all([api.reached(fails, 'ERRORED'), api.reached(works, 'COMPLETED')]);
    const { page, troubles } = await open('/');
    await row(page, works).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('^filter-[ab]$');
    await lists(page, works, fails);
    await page.getByRole('button', { name: 'Tag' }).click();
    await page.getByRole('button', { name: 'Tag' }).click();
    await lists(page, fails, works);
    expect([...new URL(page.url()).searchParams]).toEqual([
      ['tag', '^filter-[ab]$'],
      ['sort', '-tag'],
    ]);
    await page.reload();
    await lists(page, fails, works);
    await page.getByRole('combobox', { name: 'Submitted' }).selectOption('last hour');
    await lists(page, fails, works);
    await page.getByRole('button', { name: 'ERRORED' }).click();
    await lists(page, fails);
    expect(await page.getByRole('button', { name: 'ERRORED' }).getAttribute('aria-pressed')).toBe('true');
    await page.getByText('Copy as', { exact: true }).click();
    await page.getByTestId('copy-daggyc').click();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
      `daggyc list --state ERRORED --tag '^filter-[ab]$' --since 1h --sort -tag --limit 50 --server ${api.server.url}`,
    );
    await page.getByLabel('Tag (regular expression)').fill('*');
    await page
      .getByRole('alert')
      .getByText(/not a regular expression/)
      .waitFor();
    await badge(page, 'live');
    await page.getByRole('button', { name: 'Clear' }).click();
    await row(page, works).waitFor();
    await page.getByLabel('Tag (regular expression)').fill('no run has this');
    await page.getByTestId('no-runs').getByRole('link', { name: 'Show all runs' }).click();
    await row(page, works).waitFor();
    expect(troubles).toEqual([]);
  });

  it('goes from row to row by keys, opens one, retries one, and acts on several', async () => {
    const failing = { ...dry, tag: 'keys', tasks: { a: { job: { rc: 3 } } } };
    const runIDs = [await api.submit(failing), await api.submit(failing), await api.submit(failing)].reverse();
    for (const runID of runIDs) await api.reached(runID, 'ERRORED');
    const { page, troubles } = await open('/?tag=^keys$');
    await lists(page, ...runIDs);
    const focused = () => page.evaluate('document.activeElement.textContent');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    expect(await focused()).toBe(String(runIDs[1]));
    const { stopTime } = await api.run(runIDs[1]);
    await page.keyboard.press('r');
    await api.until(
      'another end',
      () => api.run(runIDs[1]),
      (run) => run.state === 'ERRORED' && run.stopTime !== stopTime,
    );
    await page.keyboard.press('x');
    await page.keyboard.press('k');
    await page.keyboard.press('x');
    await page.getByText('2 selected').waitFor();
    await page.getByRole('button', { name: 'Remove 2' }).click();
    await page.getByTestId('confirm').click();
    await lists(page, runIDs[2]);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/runs/${runIDs[2]}`);
    expect(troubles).toEqual([]);
  });

  it('goes from page to page', async () => {
    for (let count = 0; count < 55; count++) await api.submit({ ...dry, tag: 'pages', tasks: { a: { job: {} } } });
    const { items } = await api.get<RunList>('/dagruns?limit=1000&tag=^pages$', runListSchema);
    const all = items.map(({ runID }) => runID);
    const { page } = await open('/?tag=^pages$&since=1h');
    await lists(page, ...all.slice(0, 50));
    await page.getByTestId('next-page').click();
    await lists(page, ...all.slice(50));
    await page.reload();
    await lists(page, ...all.slice(50));
    await page.goBack();
    await lists(page, ...all.slice(0, 50));
  });

  it('asks for the list about once a second, also when there are thousands of events', async () => {
    const { page, troubles } = await open('/');
    await badge(page, 'live');
    await page.evaluate('performance.clearResourceTimings()');
    const events = await new EventClient(`${api.server.url}/api/v1/events`).connected();
    const begun = Date.now();
    const many = { N: Array.from({ length: 1_000 }, (_, index) => String(index)) };
    const run = { ...dry, tag: 'many', parameters: many, tasks: { a: { job: { output: '{{N}}' } } } };
    const runIDs = [await api.submit(run), await api.submit(run), await api.submit(run)];
    for (const runID of runIDs) {
      await api.reached(runID, 'COMPLETED');
      await row(page, runID).getByText('1,000 of 1,000').waitFor();
    }
    const seconds = (Date.now() - begun) / 1000;
    events.stop();
    expect(events.events.length).toBeGreaterThan(6_000);
    const requests: number[] = await page.evaluate(
      `performance.getEntriesByType('resource').filter(({ name }) => /dagruns($|\\?)/.test(name)).map((each) => each.startTime)`,
    );
    expect(requests.length).toBeGreaterThan(0);
    expect(requests.length).toBeLessThanOrEqual(seconds + 2);
    for (let index = 1; index < requests.length; index++) {
      expect(requests[index] - requests[index - 1]).toBeGreaterThan(900);
    }
    expect(troubles).toEqual([]);
  });

  it('is shown as another tab has chosen', async () => {
    const { page, troubles } = await open('/settings');
    const utc = page.getByTestId('clock').getByText(/ UTC$/);
    const { page: other } = await open('/settings');
    await other.getByLabel('Times in UTC').check();
    await utc.waitFor();
    await other.getByLabel('Times in UTC').uncheck();
    await utc.waitFor({ state: 'detached' });
    expect(troubles).toEqual([]);
  });

  it('is read by the clock or on request when the settings say so, which are remembered', async () => {
    const { page, troubles } = await open('/settings', { alone: true });
    await badge(page, 'live');
    await page.getByLabel('Times in UTC').check();
    await page.getByTestId('clock').getByText(/ UTC$/).waitFor();
    await page.getByTestId('refresh').selectOption({ label: 'off' });
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.locator('tr[data-run]').first().waitFor();
    await badge(page, /^as of/);
    const events = page.waitForRequest(/\/events/, { timeout: 700 }).then(
      () => 'asked for events',
      () => 'none',
    );
    const runID = await api.submit({ ...dry, tasks: { a: { job: {} } } });
    await api.reached(runID, 'COMPLETED');
    expect(await events).toBe('none');
    expect(await row(page, runID).count()).toBe(0);
    await page.getByTestId('freshness').click();
    await row(page, runID).waitFor();
    await page.goto(`${api.server.url}/settings`);
    expect(await page.getByLabel('Times in UTC').isChecked()).toBe(true);
    await page.getByTestId('refresh').selectOption({ label: 'every 5 s' });
    await page.clock.install();
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await badge(page, 'every 5 s');
    const next = await api.submit({ ...dry, tasks: { a: { job: {} } } });
    await page.clock.fastForward(5_000);
    await row(page, next).waitFor();
    expect(troubles).toEqual([]);
  });

  it('shows pools and runners', async () => {
    const { page, troubles } = await open('/pools');
    const pool = (name: string) => page.getByRole('region', { name: `Pool ${name}` });
    await pool('default').getByText('0 of 10 slots').waitFor();
    const job = { ...shell('sleep 1000'), cores: 1, memoryMB: 250 };
    const here = await slow('pools');
    const there = await api.submit({ executionParameters: { pool: 'runners' }, tasks: { a: { job } } });
    await pool('default').getByText('1 of 10 slots').waitFor();
    const runner = page.getByRole('row').filter({ hasText: runners[0] });
    await runner.getByText('1 of 4 cores').waitFor();
    await runner.getByText('250 of 1,000 MB').waitFor();
    await runner.getByText(/ up$/).waitFor();
    await page.getByRole('row').filter({ hasText: runners[1] }).getByText('never').waitFor();
    for (const runID of [here, there]) await api.send('PATCH', `/dagruns/${runID}/state`, { state: 'KILLED' });
    await pool('default').getByText('0 of 10 slots').waitFor();
    expect(troubles).toEqual([]);
  });

  it('notices that what daggyd sends does not arrive any more, and reads what it has missed', async () => {
    proxy = await TCPProxy.to(port);
    const { page, troubles } = await openPage(`http://127.0.0.1:${proxy.port}/`);
    await badge(page, 'live');
    // The stream stays open, and says nothing for ever; other connections work.
    proxy.silence();
    const runID = await api.submit({ ...dry, tag: 'unheard', tasks: { a: { job: {} } } });
    await api.reached(runID, 'COMPLETED');
    proxy.heal();
    await row(page, runID).waitFor({ timeout: 30_000 });
    await badge(page, 'live');
    expect(troubles).toEqual([]);
  });

  it('says that it is interrupted while daggyd is away, then stale, and is right again when it is back', async () => {
    const { page, troubles } = await open('/', { alone: true });
    const runID = await api.submit({ tag: 'survivor', tasks: { a: { job: shell('sleep 1') } } });
    await state(page, runID, 'RUNNING');
    await badge(page, 'live');
    await page.clock.install();
    await api.server.stop('SIGKILL');
    await badge(page, 'reconnecting');
    await page.clock.fastForward(10_000);
    await badge(page, /^stale since \d\d:\d\d:\d\d$/);
    await state(page, runID, 'RUNNING');
    api = await startDaggyd(config(), { dataDirectory: api.server.dataDirectory });
    await badge(page, 'live');
    await state(page, runID, 'COMPLETED');
    const next = await api.submit({ ...dry, tag: 'afterwards', tasks: { a: { job: {} } } });
    await state(page, next, 'COMPLETED');
    expect(troubles).toEqual([]);
  });
});
