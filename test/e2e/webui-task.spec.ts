import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Api, shell, startDaggyd } from '../support/api';
import { closeBrowser, closePages, hasBrowser, openPage } from '../support/browser';
import { stopAll, temporaryDirectory } from '../support/daggy-process';
import { describeWith } from '../support/describe-with';

jest.setTimeout(60_000);

/** A canvas in the browser. */
interface Picture {
  getContext(kind: '2d'): { getImageData(x: number, y: number, width: number, height: number): { data: Uint8Array } };
}

describeWith('chromium', hasBrowser(), 'the page of a task, and the timeline, in the web UI', () => {
  let api: Api;
  let runID: number;
  /** Tasks `wait` end when a file `go` is there. */
  let folder: string;

  beforeAll(async () => {
    folder = join(temporaryDirectory(), 'signs');
    mkdirSync(folder);
    api = await startDaggyd();
    runID = await api.submit({
      parameters: { DATE: ['mon', 'tue'], REGION: 'north' },
      tasks: {
        'get.data-1..2': { job: shell('echo got {{REGION}}'), children: ['pull'] },
        pull: { job: { ...shell("echo 'pulled {{DATE}}'"), environment: { MODE: 'full load' } } },
        fail: {
          job: shell('echo working; echo "attempt $DAGGY_ATTEMPT went wrong" >&2; exit 3'),
          maxRetries: 1,
          parents: ['pull'],
        },
        other: { job: shell('exit 4') },
        after: { job: shell('echo after'), parents: ['fail'] },
      },
    });
    await api.reached(runID, 'ERRORED');
  });
  afterEach(closePages);
  afterAll(async () => {
    await closeBrowser();
    await stopAll();
  });

  const openTask = (task: string, query = '', id = runID) =>
    openPage(`${api.server.url}/runs/${id}/tasks/${task}${query}`);

  it('shows what a failed task ran, how its attempts ended, and what depends on it', async () => {
    const { page, troubles } = await openTask('fail');
    await page.getByTestId('log').getByText('attempt 2 went wrong').waitFor();
    const attempts = page.getByRole('table', { name: 'Attempts' }).getByRole('row');
    await attempts.filter({ hasText: 'exit code 3' }).nth(1).click();
    await page.getByTestId('log').getByText('attempt 1 went wrong').waitFor();
    await page.waitForURL(/attempt=1/);
    await page.getByRole('button', { name: 'stdout' }).click();
    await page.getByTestId('log').getByText('working').waitFor();
    await page.reload();
    await page.getByTestId('log').getByText('working').waitFor();
    await page.getByTestId('command').getByText("/bin/sh -c 'echo working;").waitFor();
    await page.getByRole('link', { name: 'pull × 2' }).waitFor();
    await page.getByRole('link', { name: 'after', exact: true }).click();
    await page.getByTestId('waiting').getByText('fail').waitFor();
    await page.getByText('It has not been started yet.').waitFor();
    expect(troubles).toEqual([]);
  });

  it('is found under any name, and says when there is no such task', async () => {
    const { page, troubles } = await openTask('get.data-1..2');
    await page.getByRole('heading', { name: /^get\.data-1\.\.2/ }).waitFor();
    await page.getByTestId('log').getByText('got north').waitFor();
    await page.getByRole('link', { name: 'pull × 2' }).waitFor();
    await page.goto(`${api.server.url}/runs/${runID}/tasks/pull_2`);
    await page.getByTestId('parameters').getByText('tue').waitFor();
    await page.getByText('full load', { exact: true }).waitFor();
    for (const name of ['a%20b', '%25', '..%2F..%2Fpools', '%C3%A9%F0%9F%98%80', '%3Cb%3E']) {
      await page.goto(`${api.server.url}/runs/${runID}/tasks/${name}`);
      await page.getByRole('alert').getByText(decodeURIComponent(name)).first().waitFor();
    }
    expect(troubles).toEqual([]);
  });

  it('goes from failure to failure, to the graph and to the log by keyboard, and gives commands', async () => {
    const { page, troubles } = await openTask('fail');
    await page.getByRole('heading', { name: /^fail/ }).waitFor();
    await page.keyboard.press('n');
    await page.getByRole('heading', { name: /^other/ }).waitFor();
    await page.keyboard.press('p');
    await page.getByRole('heading', { name: /^fail/ }).waitFor();
    await page.getByTestId('log').getByText('went wrong').waitFor();
    await page.keyboard.press('l');
    expect(await page.evaluate("document.activeElement?.getAttribute('data-test')")).toBe('log');
    await page.getByRole('link', { name: `Run ${runID}`, exact: true }).click();
    await page.locator('[data-task=fail]').click();
    await page.keyboard.press('l');
    await page.locator('[data-test=log]:focus').waitFor();
    await page.getByText('Copy log as').click();
    await page.getByTestId('copy-daggyc').first().click();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
      `daggyc logs ${runID} fail --attempt 2 --stderr --server ${api.server.url}`,
    );
    await page.keyboard.press('g');
    await page.waitForURL(/\/graph\?around=fail&levels=2&select=fail/);
    expect(troubles).toEqual([]);
  });

  it('retries, shows it live, kills what runs and marks as done', async () => {
    const go = join(folder, 'go');
    const id = await api.submit({
      tasks: {
        wait: { job: shell(`echo waiting; while ! test -e ${go}; do sleep 0.05; done; exit 1`) },
        next: { job: shell('echo next'), parents: ['wait'] },
      },
    });
    const { page, troubles } = await openTask('wait', '', id);
    await page.getByRole('heading', { name: /RUNNING/ }).waitFor();
    await page.getByTestId('log').getByText('waiting').waitFor();
    await page.getByRole('button', { name: 'Kill' }).click();
    await page.getByTestId('confirm').click();
    await page.getByRole('heading', { name: /KILLED/ }).waitFor();
    await page.getByRole('button', { name: 'Retry with downstream' }).click();
    await page.getByRole('dialog').getByText('will run again').waitFor();
    await page.getByTestId('confirm').click();
    await page.getByRole('heading', { name: /RUNNING/ }).waitFor();
    writeFileSync(go, '');
    await page.getByRole('heading', { name: /ERRORED/ }).waitFor();
    await page.getByRole('row').filter({ hasText: 'exit code 1' }).waitFor();
    await page.getByRole('button', { name: 'Mark completed' }).click();
    await page.getByTestId('confirm').click();
    await page.getByRole('heading', { name: /COMPLETED/ }).waitFor();
    await api.reached(id, 'COMPLETED');
    expect(troubles).toEqual([]);
  });

  it('shows a run over time with its critical path, and leads to its tasks', async () => {
    const id = await api.submit({
      tasks: {
        quick: { job: shell('exit 0') },
        long: { job: shell('sleep 0.5') },
        last: { job: shell('sleep 0.2'), parents: ['quick', 'long'] },
      },
    });
    await api.reached(id, 'COMPLETED');
    const { page, troubles } = await openPage(`${api.server.url}/runs/${id}/timeline`);
    await page.getByText('3 attempts', { exact: true }).waitFor();
    const rows = page.getByTestId('critical-path').getByRole('row');
    await rows.nth(2).waitFor();
    expect(await rows.locator('td:first-child').allInnerTexts()).toEqual(['long', 'last']);
    const picture = page.getByRole('img', { name: /Timeline of 3 attempts/ });
    const { width = 0, x = 0, y = 0 } = (await picture.boundingBox()) ?? {};
    // The third bar is the last task's, at the right end.
    await page.mouse.move(x + width - 20, y + 24 + 2.5 * 18);
    await page.getByRole('tooltip').getByText('last', { exact: true }).waitFor();
    await page
      .getByRole('tooltip')
      .getByText(/waited .* after long/)
      .waitFor();
    expect(await greenPixels(width - 20)).toBeGreaterThan(3);
    await page.keyboard.press('+');
    await page.waitForURL(/time=/);
    await page.getByRole('button', { name: 'By place' }).click();
    await page.waitForURL(/by=where/);
    await page.reload();
    await page.getByRole('button', { name: 'By place', pressed: true }).waitFor();
    await page.getByRole('button', { name: 'By start' }).click();
    await page.keyboard.press('0');
    await page.mouse.move(x + width - 30, y + 24 + 2.5 * 18);
    await page.getByRole('tooltip').getByText('last', { exact: true }).waitFor();
    await page.mouse.down();
    await page.mouse.up();
    await page.getByRole('heading', { name: /^last/ }).waitFor();
    expect(troubles).toEqual([]);

    /** How much of a column of the picture has the colour of what succeeded. */
    async function greenPixels(column: number): Promise<number> {
      return picture.evaluate((canvas, at) => {
        const { data } = (canvas as unknown as Picture).getContext('2d').getImageData(at, 0, 1, 120);
        let green = 0;
        for (let pixel = 0; pixel < data.length; pixel += 4) {
          if (data[pixel + 1]! > 2 * data[pixel]! && data[pixel + 1]! > 1.5 * data[pixel + 2]!) green++;
        }
        return green;
      }, column);
    }
  });

  it('shows the timeline of 60,000 attempts, more than a graph by task is sent for', async () => {
    const values = (count: number) => Array.from({ length: count }, (_, index) => String(index));
    const id = await api.submit({
      executionParameters: { pool: 'dry' },
      parameters: { I: values(600), J: values(100) },
      tasks: { each: { job: { command: ['each', '{{I}}', '{{J}}'] }, parents: ['first'] }, first: { job: {} } },
    });
    await api.until(
      'all are done',
      () => api.run(id),
      ({ state }) => state === 'COMPLETED',
      40_000,
    );
    const { page, troubles } = await openPage(`${api.server.url}/runs/${id}/timeline`);
    await page.getByText('60,001 attempts', { exact: true }).waitFor();
    await page.getByTestId('critical-path').getByRole('row').nth(2).waitFor();
    await page.getByText('parents are told apart by template only').waitFor();
    await page.getByRole('button', { name: 'By place' }).click();
    await page.getByRole('img', { name: /Timeline of 60001 attempts/ }).waitFor();
    expect(troubles).toEqual([]);
  });
});
