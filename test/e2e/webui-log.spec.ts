import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type Api, shell, startDaggyd } from '../support/api';
import { closeBrowser, closePages, hasBrowser, openPage } from '../support/browser';
import { stopAll, temporaryDirectory } from '../support/daggy-process';
import { describeWith } from '../support/describe-with';
import { freePort } from '../support/free-port';

jest.setTimeout(60_000);

/** A link of a line in the browser. */
interface Numbered {
  readonly dataset: { readonly line?: string };
}

const LARGE_BYTES = 250_000_000;
const LARGE_LINE = 'INFO worker-7 pulled another 1024 rows from the source of them all';

const HOSTILE = [
  '<script>window.hacked = 1</script><img src=x onerror="window.hacked = 1">',
  '\x1b]0;hacked\x07\x1b[2J\x1b[999;1Hmoved \x1b[?1049h\x1b]8;;javascript:hacked\x07a link\x1b]8;;\x07',
  '\x1b[31mred\x1b[0m plain',
  ' 10%\r 50%\r100%',
  'reversed \u202egpj.exe',
].join('\n');

describeWith('chromium', hasBrowser(), 'the log of an attempt in the web UI', () => {
  let api: Api;
  let runID: number;
  let hostile: string;

  beforeAll(async () => {
    hostile = join(temporaryDirectory(), 'hostile');
    writeFileSync(hostile, Buffer.concat([Buffer.from(HOSTILE), Buffer.from([10, 0, 0xff, 0xfe])]));
    api = await startDaggyd({ limits: { maxOutputBytes: 2 * LARGE_BYTES } });
    runID = await api.submit({
      tasks: {
        hostile: { job: { command: ['/bin/cat', hostile] } },
        numbers: { job: shell('seq 1 50000; echo oops >&2') },
        large: { job: shell(`yes '${LARGE_LINE}' | head -c ${LARGE_BYTES}; echo; echo the end`) },
        line: { job: shell('head -c 10000000 /dev/zero | tr "\\0" x; echo; echo after') },
        quiet: { job: shell('exit 0') },
      },
    });
    await api.reached(runID, 'COMPLETED');
  });
  afterEach(closePages);
  afterAll(async () => {
    await closeBrowser();
    await stopAll();
  });

  const openTask = (task: string, query = '', server = api.server.url, id = runID) =>
    openPage(`${server}/runs/${id}/tasks/${task}${query}`);
  const log = (page: Page) => page.getByTestId('log');
  const shownNumbers = (page: Page) =>
    log(page)
      .locator('a')
      .evaluateAll((links) => links.map((link) => Number((link as unknown as Numbered).dataset.line)));

  /** Of outputs, since the page was loaded. */
  const bytesRead = (page: Page) =>
    page.evaluate<number>(
      "performance.getEntriesByType('resource').filter(({ name }) => name.includes('/attempts/'))" +
        '.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)',
    );

  it('shows hostile output as text, and colours', async () => {
    const { page, troubles } = await openTask('hostile');
    await log(page).getByText('<script>window.hacked = 1</script>').waitFor();
    await log(page).getByText('moved a link').waitFor();
    await log(page).getByText('100%').waitFor();
    await log(page).getByText('reversed \\u202egpj.exe').waitFor();
    await log(page).getByText('␀\ufffd\ufffd').waitFor();
    expect(await log(page).getByText('red', { exact: true }).getAttribute('class')).toBe('log-fg-1');
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    expect([await log(page).locator('a[href^="javascript"], img, script').count(), await page.title()]).toEqual([
      0,
      `hostile · Run ${runID} · Daggy`,
    ]);
    expect(troubles).toEqual([]);
  });

  it('opens at the end, finds, and links lines that are there after a reload', async () => {
    const { page, troubles } = await openTask('numbers');
    await log(page).getByText('50000', { exact: true }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('^4[0-9]*21$');
    await page.keyboard.press('Enter');
    await page.getByText('111 matching lines').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('1 of 111 matching lines').waitFor();
    await log(page).locator('.marked').getByText('421', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Next match' }).click();
    await log(page).locator('.marked').getByText('4021', { exact: true }).waitFor();
    expect(new URL(page.url()).searchParams.get('line')).toBe('4021');
    await page.reload();
    await log(page).locator('.marked').getByText('4021', { exact: true }).waitFor();
    await page.getByText('111 matching lines').waitFor();
    await log(page).getByRole('link', { name: 'Line 4025' }).click();
    await page.waitForURL(/line=4025/);
    await page.getByRole('button', { name: 'stderr' }).click();
    await log(page).getByText('oops').waitFor();
    expect(new URL(page.url()).searchParams.get('line')).toBeNull();
    expect(troubles).toEqual([]);
  });

  it('opens a quarter of a gigabyte at its end, and any line of it, without reading the rest', async () => {
    const { page, troubles } = await openTask('large');
    await log(page).getByText('the end').waitFor();
    const lines = Math.ceil(LARGE_BYTES / (LARGE_LINE.length + 1)) + 1;
    await page.getByText(`${lines.toLocaleString('en')} lines`).waitFor();
    expect((await shownNumbers(page)).at(-1)).toBe(lines);
    await log(page).focus();
    await page.keyboard.press('Home');
    await log(page).getByRole('link', { name: 'Line 1', exact: true }).waitFor();
    await page.goto(`${page.url().split('?')[0]}?line=2000000`);
    await log(page).locator('.marked').getByRole('link', { name: 'Line 2000000' }).waitFor();
    const before = await shownNumbers(page);
    await log(page).hover();
    await page.mouse.wheel(0, 100);
    const first = page.getByRole('link', { name: `Line ${(before[0] ?? 0) + 5}`, exact: true });
    await log(page).locator('a').first().and(first).waitFor();
    const read = await bytesRead(page);
    expect([read > 0, read < LARGE_BYTES / 100]).toEqual([true, true]);
    expect(troubles).toEqual([]);
  });

  it('shows a line of ten megabytes, and what follows it', async () => {
    const { page, troubles } = await openTask('line');
    await log(page).getByText('after').waitFor();
    await page.getByRole('button', { name: 'Wrap' }).click();
    await log(page).focus();
    await page.keyboard.press('Home');
    await log(page).getByRole('link', { name: 'Line 1', exact: true }).waitFor();
    await page.keyboard.press('End');
    await log(page).getByRole('link', { name: 'Line 2', exact: true }).waitFor();
    expect(troubles).toEqual([]);
  });

  it.each([
    ['the key', (page: Page) => page.keyboard.press('End')],
    ['the scroll bar', (page: Page) => log(page).evaluate((area) => area.scrollTo(0, area.scrollHeight))],
  ])('%s leads to the end also while it becomes known how far away that is', async (_, toEnd) => {
    const { page, troubles } = await openTask('line', '?wrap=yes');
    await log(page).getByText('after').waitFor();
    await log(page).focus();
    await page.keyboard.press('Home');
    await log(page).getByRole('link', { name: 'Line 1', exact: true }).waitFor();
    expect(await page.getByTestId('follow').getAttribute('aria-pressed')).toBe('false');
    await toEnd(page);
    await log(page).getByRole('link', { name: 'Line 2', exact: true }).waitFor();
    expect(await page.getByTestId('follow').getAttribute('aria-pressed')).toBe('true');
    expect(troubles).toEqual([]);
  });

  it('says that nothing was written, and copies and saves what was', async () => {
    const { page } = await openTask('quiet');
    await page.getByText('Nothing was written to stdout.').waitFor();
    await page.goto(`${api.server.url}/runs/${runID}/tasks/numbers?stream=stderr`);
    await page.getByRole('button', { name: 'Copy the log' }).click();
    await page.getByText('Copied all 5 bytes').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('oops\n');
    const saving = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download' }).click();
    expect((await saving).suggestedFilename()).toBe('numbers.1.stderr');
  });

  it('says what a cap has cut out', async () => {
    const small = await startDaggyd({ limits: { maxOutputBytes: 10_000 } });
    const id = await small.submit({ tasks: { much: { job: shell('seq 1 20000') } } });
    await small.reached(id, 'COMPLETED');
    const { page } = await openTask('much', '', small.server.url, id);
    await page.getByText(/The middle is missing: 108,894 bytes were written, \d,\d{3} are kept/).waitFor();
    await log(page).getByText('20000', { exact: true }).waitFor();
    await small.server.stop();
  });

  it('follows what is written through a crash of the server, without a byte too many or too few', async () => {
    const port = await freePort();
    const said = join(temporaryDirectory(), 'said');
    writeFileSync(said, '');
    const first = await startDaggyd({ port });
    const id = await first.submit({ tasks: { say: { job: { command: ['/usr/bin/tail', '-n', '+1', '-f', said] } } } });
    await first.until(
      'it runs',
      () => first.run(id),
      ({ taskCounts }) => taskCounts.RUNNING === 1,
    );
    const { page, troubles } = await openTask('say', '', first.server.url, id);
    await page.getByText('Nothing has been written yet to stdout.').waitFor();
    const texts = () => log(page).locator('.text').allTextContents();
    const say = (from: number, to: number) => {
      for (let number = from; number <= to; number++) appendFileSync(said, `message ${number}\n`);
    };
    say(1, 3);
    await log(page).getByText('message 3', { exact: true }).waitFor();
    await page.getByTestId('log-state').getByText('following', { exact: true }).waitFor();
    const { dataDirectory } = first.server;
    await first.server.stop('SIGKILL');
    await page.getByText('interrupted, trying again…').waitFor();
    say(4, 6);
    const second = await startDaggyd({ port }, { dataDirectory });
    await log(page).getByText('message 6', { exact: true }).waitFor();
    say(7, 8);
    await log(page).getByText('message 8', { exact: true }).waitFor();
    expect((await texts()).map((text) => text.trim())).toEqual(
      Array.from({ length: 8 }, (_, index) => `message ${index + 1}`),
    );
    await page.keyboard.press('f');
    await page.getByTestId('log-state').getByText('not following').waitFor();
    await page.keyboard.press('f');
    await page.getByTestId('log-state').getByText('following', { exact: true }).waitFor();
    say(9, 9);
    await log(page).getByText('message 9', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Kill' }).click();
    await page.getByTestId('confirm').click();
    await page.getByRole('heading', { name: /KILLED/ }).waitFor();
    await page.getByTestId('log-state').waitFor({ state: 'detached' });
    expect(troubles).toEqual([]);
    await second.server.stop();
  });
});
