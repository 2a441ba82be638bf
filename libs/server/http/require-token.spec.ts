import type { Server } from 'node:http';
import express from 'express';
import { ask, closeServer, serve } from '../../../test/support/http';
import { requireToken } from './require-token';

let server: Server | undefined;
afterEach(async () => {
  if (server) await closeServer(server);
});

/** The url of a server that lets those in who have the token. */
async function guarded(token: string): Promise<string> {
  const served = await serve(express().use(requireToken(token), (_request, response) => void response.end('in')));
  ({ server } = served);
  return served.url;
}

it('lets nobody in without the token but those who ask whether the server is alive', async () => {
  const url = await guarded('correct horse');
  const status = async (path: string, authorization?: string) =>
    (await ask(url + path, { headers: authorization === undefined ? {} : { authorization } })).status;
  expect(await Promise.all(['/livez', '/readyz'].map((path) => status(path)))).toEqual([200, 200]);
  for (const path of ['/', '/livez/', '/metrics', '/docs-json', '/api/v1/capacity']) {
    expect([path, await status(path)]).toEqual([path, 401]);
  }
  const wrong = [
    '',
    'Bearer',
    'Bearer ',
    'Bearer x',
    'Basic Y29ycmVjdA==',
    'Bearer correcthors',
    'Bearer correcthorse x',
  ];
  for (const header of wrong) expect([header, await status('/', header)]).toEqual([header, 401]);
});

it('takes it in a bearer header', async () => {
  const url = await guarded('s3cret-token');
  for (const authorization of ['Bearer s3cret-token', 'bearer  s3cret-token ']) {
    expect((await ask(url, { headers: { authorization } })).body).toBe('in');
  }
  const refused = await ask(url, { headers: { authorization: 'Bearer s3cret-tokem' } });
  expect([refused.headers['www-authenticate'], JSON.parse(refused.body)]).toEqual([
    'Bearer',
    expect.objectContaining({ status: 401, code: 'unauthorized' }),
  ]);
});
