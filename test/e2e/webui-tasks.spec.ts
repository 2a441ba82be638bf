import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { type Api, shell, startDaggyd } from '../support/api';
import { closeBrowser, closePages, hasBrowser, openPage } from '../support/browser';
import { stopAll, temporaryDirectory } from '../support/daggy-process';
import { describeWith } from '../support/describe-with';

jest.setTimeout(120_000);

describeWith('chromium', hasBrowser(), 'the page of a run', () => {
  let api: Api;

  beforeAll(async () => {
    api = await startDaggyd();
  });
  afterEach(closePages);
  afterAll(async () => {
    await closeBrowser();
    await stopAll();
  });

  const values = (n: number) => Array.from({ length: n }, (_, i) => `${i}`);
  const dry = { executionParameters: { pool: 'dry' } };
  const open = (path: string) => openPage(`${api.server.url}${path}`);
  const row = (page: Page, task: string): Locator => page.locator(`[data-task="${task}"]`);
  const shown = (page: Page, text: string) => page.getByTestId('shown').getByText(text).waitFor();
  const chip = (page: Page, state: string, count: string) =>
    page.getByTestId(`chip-${state}`).getByText(count, { exact: true }).waitFor();
  const confirm = (page: Page) => page.getByTestId('confirm').click();

  /** Tasks that fail until the file is there. */
  const failing = (file: string) => ({
    tag: 'fails at first',
    parameters: { N: values(12) },
    tasks: {
      pull: {
        job: shell(`test -e ${file} || test $(({{N}} % 4)) != 1 || { echo "no host 10.0.0.{{N}}" >&2; exit 3; }`),
        children: ['end'],
      },
      end: { job: shell('exit 0') },
      nix: { job: { command: ['/no/such/program'] } },
    },
  });

  it('says why tasks failed, leads to them, and shows a retry as it happens', async () => {
    const file = join(temporaryDirectory(), 'there');
    const runID = await api.submit(failing(file));
    const { page, troubles } = await open(`/runs/${runID}`);
    const digest = page.getByTestId('digest');
    await digest.getByText('4 tasks failed').waitFor();
    await digest.getByText('exit code 3').waitFor();
    await digest.getByText('no host 10.0.0.1', { exact: true }).waitFor();
    await digest.getByText('could not be started').waitFor();
    expect(await digest.getByRole('listitem').count()).toBe(2);
    await digest.getByRole('link', { name: 'pull_6' }).click();
    await page.waitForURL(`**/runs/${runID}/tasks/pull_6`);
    await page.goBack();

    await digest.getByRole('link', { name: 'in the table' }).click();
    await page.waitForURL('**?state=ERRORED');
    await shown(page, '4 of 14 tasks');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    writeFileSync(file, '');
    await page.getByRole('grid').focus();
    await page.keyboard.press('n');
    await row(page, 'pull_2').and(page.locator('.current')).waitFor();
    await page.keyboard.press('r');
    await row(page, 'pull_2').getByText('COMPLETED').waitFor();
    await row(page, 'pull_2').getByText('exit code 0').waitFor();
    await digest.getByText('3 tasks failed').waitFor();
    await chip(page, 'ERRORED', '3');
    expect(troubles).toEqual([]);
  });

  it('filters by name and state, and its address shows the same again', async () => {
    const runID = await api.submit(failing(join(temporaryDirectory(), 'there')));
    await api.reached(runID, 'ERRORED');
    const { page } = await open(`/runs/${runID}`);
    await shown(page, '14 of 14 tasks');
    await page.keyboard.press('/');
    await page.keyboard.type('_(1|2|6)$|^end');
    await shown(page, '4 of 14 tasks');
    await chip(page, 'COMPLETED', '1');
    await row(page, 'end').getByText('waits for pull (9 of 12 done)').waitFor();
    await page.getByTestId('chip-ERRORED').click();
    await shown(page, '2 of 14 tasks');
    await page.getByRole('button', { name: 'Task', exact: true }).click();
    await page.getByRole('button', { name: 'Task', exact: true }).click();
    await page.keyboard.press('j');
    await page.waitForURL(/state=ERRORED.*sort=-name.*task=pull_6/);

    await page.reload();
    await shown(page, '2 of 14 tasks');
    await row(page, 'pull_6').and(page.locator('.current')).waitFor();
    expect(await page.locator('[data-task]').evaluateAll((rows) => rows.map((each) => each.dataset.task))).toEqual([
      'pull_6',
      'pull_2',
    ]);
    await page.getByRole('searchbox', { name: 'Name' }).fill('(');
    await page.getByText(/Invalid regular expression/).waitFor();
    await page.getByRole('searchbox', { name: 'Name' }).fill('pull_');
    const copied = await page.getByTestId('copy-daggyc').last().getAttribute('title');
    expect(copied).toContain(`daggyc tasks ${runID} --state ERRORED --name pull_`);
  });

  it('shows its tasks and what is wrong when its address asks for no regular expression', async () => {
    const runID = await api.submit({ ...dry, tasks: { a: { job: {} }, b: { job: {} } } });
    const { page, troubles } = await openPage(`${api.server.url}/runs/${runID}?name=(`);
    await page.getByText('2 of 2 tasks').waitFor();
    await page.getByText('Invalid regular expression').waitFor();
    await page.getByText('live', { exact: true }).waitFor();
    expect(troubles).toEqual([]);
  });

  it('kills a task that runs, after a question', async () => {
    const runID = await api.submit({
      tasks: { idle: { job: shell('exec sleep 60') }, other: { job: shell('exit 0') } },
    });
    const { page } = await open(`/runs/${runID}`);
    await row(page, 'idle').getByText('RUNNING').waitFor();
    await row(page, 'idle').click({ position: { x: 300, y: 10 } });
    await page.getByRole('toolbar').getByRole('button', { name: 'Kill' }).click();
    await page.getByRole('dialog').getByText('Kill: 1 task?').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('toolbar').getByRole('button', { name: 'Kill' }).click();
    await confirm(page);
    await row(page, 'idle').getByText('KILLED').first().waitFor();
    await chip(page, 'KILLED', '1');
    await page.getByRole('toolbar').getByRole('button', { name: 'Mark completed' }).click();
    await confirm(page);
    await page.getByRole('heading', { name: /COMPLETED/ }).waitFor();
  });

  it('changes many at once, and says before how many, and which not', async () => {
    const file = join(temporaryDirectory(), 'there');
    const runID = await api.submit(failing(file));
    await api.reached(runID, 'ERRORED');
    const { page } = await open(`/runs/${runID}?state=ERRORED&template=pull`);
    await shown(page, '3 of 14 tasks');
    await page.getByRole('button', { name: 'Select all 3' }).click();
    expect(await page.getByTestId('selection').textContent()).toBe('All 3 that match');
    writeFileSync(file, '');
    await page.getByRole('button', { name: 'Retry with downstream' }).click();
    await page.getByRole('dialog').getByText('3 tasks chosen; 3 will run again').waitFor();
    await confirm(page);
    await row(page, 'pull_2').waitFor({ state: 'detached' });
    await shown(page, '0 of 14 tasks');

    // Some, picked as a range, of which nothing can be killed.
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await chip(page, 'COMPLETED', '13');
    await row(page, 'pull_1').getByRole('checkbox').click();
    await row(page, 'pull_4')
      .getByRole('checkbox')
      .click({ modifiers: ['Shift'] });
    expect(await page.getByTestId('selection').textContent()).toBe('4 selected');
    await page.getByRole('toolbar').getByRole('button', { name: 'Kill' }).click();
    await page.getByText(/Nothing to do: 4 refused, such as pull_1/).waitFor();
    await page.getByRole('button', { name: 'Retry with downstream' }).click();
    await page.getByRole('dialog').getByText('4 tasks chosen; 5 will run again, those that depend').waitFor();
    await confirm(page);
    await page.getByText('5 tasks queued again').waitFor();
    await api.until(
      'they ran again',
      () => api.run(runID),
      ({ taskCounts }) => taskCounts.COMPLETED === 13,
    );
  });

  it('is there for 100,000 tasks while they run, and right at the end', async () => {
    const side = { A: values(1000), B: values(100) };
    const job = { command: ['cell', '{{A}}', '{{B}}'] };
    const runID = await api.submit({ ...dry, parameters: side, tasks: { cell: { job } } });
    const { page, troubles } = await open(`/runs/${runID}`);
    await row(page, 'cell_1').waitFor();
    // On a busy machine the run itself takes its time.
    await page.getByRole('heading', { name: /COMPLETED/ }).waitFor({ timeout: 90_000 });
    await chip(page, 'COMPLETED', '100,000');
    for (const state of ['QUEUED', 'RUNNING', 'ERRORED']) await chip(page, state, '0');
    await page.getByRole('grid').focus();
    await page.keyboard.press('End');
    const last = row(page, 'cell_100000').and(page.locator('[aria-selected]'));
    await last.waitFor();
    expect(await last.getAttribute('aria-rowindex')).toBe('100001');
    expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe('100001');
    expect(await page.getByRole('grid').getAttribute('aria-activedescendant')).toBe(await last.getAttribute('id'));
    expect(await page.locator('[data-task]').count()).toBeLessThan(80);

    await page.goto(`${api.server.url}/runs/${runID}?task=cell_77777`);
    await row(page, 'cell_77777').and(page.locator('.current')).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('777$');
    await shown(page, '100 of 100,000 tasks');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/tasks/cell_777');
    expect(troubles).toEqual([]);
  });

  it('leaves filtering to the server for a million tasks, and says so', async () => {
    const runID = await api.submit({
      ...dry,
      maxParallel: 1,
      parameters: { A: values(1000), B: values(1000) },
      tasks: {
        hold: { job: { durationMs: 120_000 }, children: ['cell'] },
        cell: { job: { command: ['cell', '{{A}}', '{{B}}'] } },
      },
    });
    const { page } = await open(`/runs/${runID}`);
    await page.getByText('1,000,001 tasks, too many to keep here').waitFor();
    await shown(page, '1,000+ tasks');
    await row(page, 'cell_3').getByText('waits for hold (RUNNING)').waitFor();
    await page.getByRole('searchbox', { name: 'Name' }).fill('_99999[0-3]$');
    await row(page, 'cell_999993').waitFor();
    await page.getByRole('button', { name: 'Select all' }).click();
    await page.getByRole('toolbar').getByRole('button', { name: 'Mark completed' }).click();
    await page.getByRole('dialog').getByText('Mark completed: 4 tasks?').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('group', { name: 'Run' }).getByRole('button', { name: 'Kill' }).click();
    await confirm(page);
    await page.getByRole('heading', { name: /KILLED/ }).waitFor();
    await row(page, 'cell_999991').getByText('KILLED').waitFor();
  });

  it('shows the definition, pauses, resumes and removes', async () => {
    const file = join(temporaryDirectory(), 'go');
    const runID = await api.submit({
      tag: 'by and by',
      tasks: { a: { job: shell(`until test -e ${file}; do sleep 0.05; done`) } },
    });
    const { page } = await open(`/runs/${runID}/definition`);
    await page.getByText('"tag": "by and by"').waitFor();
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    const copied: string = await page.evaluate('navigator.clipboard.readText()');
    expect(JSON.parse(copied)).toMatchObject({ tag: 'by and by' });
    await page
      .getByRole('link', { name: 'Edit and submit again' })
      .and(page.locator(`[href="/submit?from=${runID}"]`))
      .waitFor();
    await page.keyboard.press('g');
    await page.waitForURL(`**/runs/${runID}/graph`);
    await page.goBack();
    const actions = page.getByRole('group', { name: 'Run' });
    await actions.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('heading', { name: /PAUSED/ }).waitFor();
    await actions.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('heading', { name: /RUNNING/ }).waitFor();
    writeFileSync(file, '');
    await page.getByRole('heading', { name: /COMPLETED/ }).waitFor();
    await actions.getByRole('button', { name: 'Remove' }).click();
    await confirm(page);
    await page.waitForURL(`${api.server.url}/`);
  });
});
