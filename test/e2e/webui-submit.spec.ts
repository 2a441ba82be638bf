import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runListSchema, type RunList } from '#wire/run';
import { type Api, startDaggyd } from '../support/api';
import { closeBrowser, closePages, hasBrowser, openPage } from '../support/browser';
import { stopAll, temporaryDirectory } from '../support/daggy-process';
import { describeWith } from '../support/describe-with';

jest.setTimeout(60_000);

const WRONG = `{
  "parameters": { "DATE": ["mon", "tue"] },
  "tasks": {
    "a": { "job": { "commandString": "echo {{DAET}}" } },
    "b": { "job": { "commandString": "true" }, "parents": ["aa"] }
  }
}`;
const RIGHT = WRONG.replace('DAET', 'DATE').replace('"aa"', '"a"');

describeWith('chromium', hasBrowser(), 'the submit page of the web UI', () => {
  let api: Api;

  beforeAll(async () => {
    api = await startDaggyd();
  });
  afterEach(closePages);
  afterAll(async () => {
    await closeBrowser();
    await stopAll();
  });

  async function open(path = '/submit') {
    const { page, troubles } = await openPage(`${api.server.url}${path}`);
    const text = page.getByTestId('definition');
    const selected = () =>
      page.evaluate('(({ value, selectionStart: a, selectionEnd: b }) => value.slice(a, b))(document.activeElement)');
    return { page, troubles, text, selected, check: page.getByTestId('check') };
  }
  const runs = async () => (await api.get<RunList>('/dagruns?limit=1000', runListSchema)).items;

  it('tells every problem as it is typed and leads to its place', async () => {
    const { page, troubles, text, selected, check } = await open();
    await text.fill(WRONG);
    await check.getByText('2 problems').waitFor();
    const problem = (message: string) => page.getByRole('button').filter({ hasText: message });
    await problem('Did you mean "DATE"?').getByText('line 4, column 38').waitFor();
    await problem('There is no task "aa"').click();
    expect(await selected()).toBe('"aa"');
    await page.keyboard.type('"a"');
    await check.getByText('One problem').waitFor();
    await problem('Did you mean "DATE"?').click();
    expect(await selected()).toBe('"echo {{DAET}}"');
    await page.keyboard.type('"echo {{DATE}}"');
    await check.getByText('Valid: 3 tasks from 2 templates, the longest chain is 2').waitFor();
    await page.locator('canvas[data-painted="2"]').waitFor();
    await page.getByRole('row', { name: 'a 2' }).waitFor();
    await text.fill('{\n  "tasks": {,}\n}');
    await problem('expected a key in double quotes').getByText('line 2, column 13').click();
    expect(await selected()).toBe(',');
    expect(troubles).toEqual([]);
  });

  it('asks seldom while somebody types', async () => {
    const { page, text, check } = await open();
    let asked = 0;
    page.on('request', (request) => (asked += /\/validate$/.test(request.url()) ? 1 : 0));
    await text.pressSequentially('{"tasks": {"a": {"job": {"commandString": "true"}}}}', { delay: 5 });
    await check.getByText('Valid: 1 task').waitFor();
    expect(asked).toBeLessThanOrEqual(5);
  });

  it('submits a text once, also when it is clicked twice', async () => {
    const before = (await runs()).length;
    const { page, troubles, text } = await open();
    await text.fill(RIGHT);
    await page.getByRole('button', { name: 'Submit', exact: true }).dblclick();
    await page.waitForURL(/\/runs\/\d+$/);
    expect((await runs()).length).toBe(before + 1);
    expect(troubles).toEqual([]);
  });

  it('submits a text once when the answer was lost', async () => {
    const before = (await runs()).length;
    const { page, text } = await open();
    const keys: (string | undefined)[] = [];
    await page.route('**/api/v1/dagruns', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length > 1) return route.continue();
      await route.fetch();
      await route.abort('connectionreset');
    });
    await text.fill(RIGHT);
    await page.getByRole('button', { name: 'Submit', exact: true }).click();
    await page.getByText('It is safe to submit it again').waitFor();
    expect((await runs()).length).toBe(before + 1);
    await page.getByRole('button', { name: 'Submit', exact: true }).click();
    await page.waitForURL(/\/runs\/\d+$/);
    expect((await runs()).length).toBe(before + 1);
    expect([keys.length, keys[0]]).toEqual([2, keys[1]]);
  });

  it('says what the server refuses', async () => {
    const { page, text, check } = await open();
    await text.fill(WRONG);
    await page.getByRole('button', { name: 'Submit', exact: true }).click();
    await page.getByRole('alert').getByText('2 problems').waitFor();
    await check.getByText('2 problems').waitFor();
  });

  it('takes a file, sets a tag, and keeps what was written over a reload', async () => {
    const file = join(temporaryDirectory(), 'definition.json');
    writeFileSync(file, RIGHT);
    const { page, troubles, text, check } = await open();
    await page.getByTestId('file').setInputFiles(file);
    await check.getByText('Valid: 3 tasks').waitFor();
    await page.getByTestId('tag').fill('by hand');
    expect(JSON.parse(await text.inputValue())).toEqual({ ...(JSON.parse(RIGHT) as object), tag: 'by hand' });
    await page.reload();
    await check.getByText('Valid: 3 tasks').waitFor();
    expect(await page.getByTestId('tag').inputValue()).toBe('by hand');
    await page.getByRole('button', { name: 'Submit', exact: true }).click();
    await page.waitForURL(/\/runs\/\d+$/);
    expect((await runs())[0].tag).toBe('by hand');
    await page.goBack();
    await page.getByText('It is checked as you type.').waitFor();
    expect(troubles).toEqual([]);
  });

  it('takes a file that is dropped, if it is JSON', async () => {
    const { page, text, check } = await open();
    const drop = async (name: string) => {
      const held = await page.evaluateHandle(`(() => {
        const data = new DataTransfer();
        data.items.add(new File([${JSON.stringify(RIGHT)}], '${name}'));
        return data;
      })()`);
      await text.dispatchEvent('drop', { dataTransfer: held });
    };
    await drop('definition.yaml');
    await page.getByText('Here it takes JSON only').waitFor();
    expect(await text.inputValue()).toBe('');
    await drop('definition.json');
    await check.getByText('Valid: 3 tasks').waitFor();
  });

  it('starts from the definition of a run', async () => {
    const runID = await api.submit({ tag: 'again', tasks: { a: { job: { commandString: 'true' } } } });
    const { page, text, check } = await open(`/submit?from=${runID}`);
    await page.getByRole('heading', { name: `Edit and submit run ${runID} again` }).waitFor();
    await check.getByText('Valid: 1 task').waitFor();
    expect(await text.inputValue()).toContain('\n  "tag": "again"');
    await page.getByRole('link', { name: 'Submit', exact: true }).click();
    await page.getByRole('heading', { name: 'Submit', exact: true }).waitFor();
    expect(await text.inputValue()).toBe('');
    await page.goBack();
    await check.getByText('Valid: 1 task').waitFor();
    await text.press('Control+Enter');
    await page.waitForURL(new RegExp(`/runs/${runID + 1}$`));
    const missing = await open('/submit?from=999999');
    await missing.page.getByRole('alert').getByText('There is no run 999999.').waitFor();
  });

  it('does not choke on a large text', async () => {
    const task = { job: { output: 'x'.repeat(80) } };
    const tasks = Object.fromEntries(Array.from({ length: 40_000 }, (_, index) => [`task-${index}`, task]));
    const file = join(temporaryDirectory(), 'large.json');
    writeFileSync(file, JSON.stringify({ executionParameters: { pool: 'dry' }, tasks }));
    const { page, check } = await open();
    await page.getByTestId('file').setInputFiles(file);
    await page.getByText(/million characters: too many to be edited here/).waitFor();
    await check.getByText('Valid: 40,000 tasks').waitFor();
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.getByText('It is checked as you type.').waitFor();
  });
});
