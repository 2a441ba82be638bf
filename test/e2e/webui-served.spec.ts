import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Api, problem, startDaggyd } from '../support/api';
import { runToEnd, startServer, stopAll, temporaryDirectory } from '../support/daggy-process';
import { type Answer, ask, type AskOptions } from '../support/http';

jest.setTimeout(60_000);

describe('the files of the web UI', () => {
  let api: Api;
  let page: Answer;
  let scripts: readonly string[];

  const get = (path: string, options?: AskOptions) => ask(`${api.server.url}${path}`, options);

  beforeAll(async () => {
    api = await startDaggyd();
    page = await get('/');
    scripts = Array.from(page.body.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g), ([, path]) => path);
  });
  afterAll(stopAll);

  it('are one document at the path of every page, asked for anew each time', async () => {
    expect([page.status, page.headers['content-type'], page.headers['cache-control']]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-cache',
    ]);
    const paths = [
      '/runs/1',
      '/runs/1/graph?by=task',
      '/runs/1/tasks/a%2Fb%20%25',
      '/pools',
      '/submit?from=1',
      '/settings',
    ];
    for (const path of paths) expect(await get(path)).toMatchObject({ status: 200, body: page.body });
    // Installed files may have the same time in every version.
    const again = await get('/', { headers: { 'if-modified-since': 'Fri, 01 Jan 2100 00:00:00 GMT' } });
    expect([again.status, again.body]).toEqual([200, page.body]);
  });

  it('run nothing that did not come with them', async () => {
    expect(page.headers['content-security-policy']).toBe(
      [
        "default-src 'self'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "worker-src 'self'",
      ].join(';'),
    );
    expect(page.headers['x-content-type-options']).toBe('nosniff');
    expect(page.body).not.toMatch(/<script(?![^>]*\bsrc="\/assets\/)|style=|https?:/);
  });

  it('are kept for good under names that change with their content, and sent compressed', async () => {
    expect(scripts.length).toBeGreaterThanOrEqual(2);
    for (const path of scripts) {
      const { status, headers, body } = await get(path);
      expect([status, headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
      expect(headers['content-type']).toMatch(path.endsWith('.js') ? /^text\/javascript/ : /^text\/css/);
      const zipped = await fetch(`${api.server.url}${path}`, { headers: { 'accept-encoding': 'gzip' } });
      // What is smaller is not worth it.
      if (body.length > 1024) expect(zipped.headers.get('content-encoding')).toBe('gzip');
      expect(await zipped.text()).toBe(body);
    }
  });

  it('need at most 150 kB of script for the run list', async () => {
    const texts = await Promise.all(scripts.filter((path) => path.endsWith('.js')).map((path) => get(path)));
    const bytes = texts.map(({ body }) => gzipSync(body).length);
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(150_000);
  });

  it('answer HEAD as GET, without a body', async () => {
    for (const path of ['/', '/runs/1', scripts[0]]) {
      const [whole, head] = [await get(path), await get(path, { method: 'HEAD' })];
      expect([head.status, head.body, head.headers['content-type'], head.headers.etag]).toEqual([
        200,
        '',
        whole.headers['content-type'],
        whole.headers.etag,
      ]);
    }
  });

  it.each([
    '/assets/index-00000000.js',
    '/assets/',
    '/assets/..%2f..%2f..%2fpackage.json',
    '/..%2fpackage.json',
    '/index.html.map',
    '/nothing',
    '/runsx',
  ])('do not include %s', async (path) => {
    problem(await get(path), 404, 'not-found');
  });

  it('are not changed by anybody', async () => {
    for (const method of ['POST', 'PUT', 'DELETE']) {
      for (const path of ['/', '/runs/1', scripts[0]]) {
        expect([404, 405]).toContain((await get(path, { method })).status);
      }
    }
  });
});

describe('assets-dir', () => {
  afterEach(stopAll);

  it('has other files served', async () => {
    const folder = temporaryDirectory();
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<title>Mine</title>');
    writeFileSync(join(folder, 'assets', 'mine.js'), 'mine()');
    const { url } = await startServer('daggyd', { config: { 'assets-dir': folder } });
    expect((await ask(`${url}/submit`)).body).toBe('<title>Mine</title>');
    expect((await ask(`${url}/assets/mine.js`)).body).toBe('mine()');
  });

  it('is refused when it holds no web UI, also as a flag', async () => {
    const folder = temporaryDirectory();
    const inFile = await runToEnd('daggyd', { config: { 'assets-dir': folder } });
    expect(inFile).toMatchObject({ code: 2, stdout: '' });
    expect(inFile.stderr).toMatch(/\.json: key "\/assets-dir": there is no index\.html in /);
    const missing = await runToEnd('daggyd', { args: ['--assets-dir', join(folder, 'none')] });
    expect(missing).toMatchObject({ code: 2, stdout: '' });
    expect(missing.stderr).toContain('--assets-dir: there is no index.html in ');
  });
});
