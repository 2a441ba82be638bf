import { type Api, shell, startDaggyd } from '../support/api';
import { closeBrowser, closePages, hasBrowser, openPage } from '../support/browser';
import { stopAll } from '../support/daggy-process';
import { describeWith } from '../support/describe-with';

describeWith('chromium', hasBrowser(), 'the web UI', () => {
  let api: Api;

  beforeAll(async () => {
    api = await startDaggyd();
  });
  afterEach(closePages);
  afterAll(async () => {
    await closeBrowser();
    await stopAll();
  });

  it('shows a run that is submitted there, as it happens', async () => {
    const { page, troubles } = await openPage(`${api.server.url}/submit`);
    const definition = { tag: 'by hand', tasks: { say: { job: shell('echo hello') } } };
    await page.getByTestId('definition').fill(JSON.stringify(definition));
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.waitForURL(/\/runs\/\d+/);
    await page.getByRole('heading', { name: /COMPLETED/ }).waitFor();
    await page.getByText('live', { exact: true }).waitFor();
    expect(troubles).toEqual([]);
  });
});
