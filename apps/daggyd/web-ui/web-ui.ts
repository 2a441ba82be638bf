import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import compression from 'compression';
import express, { type RequestHandler, Router } from 'express';
import { StartupError } from '#server/process/startup-error';
import { PACKAGE_ROOT } from '#server/version';

/** Where the build puts the files of the web UI. */
const BUILT = join(PACKAGE_ROOT, 'dist', 'apps', 'webui');
/** The pages of the web UI, which its script tells apart; every one is the same document. */
const PAGES = ['/', '/runs{/*rest}', '/pools', '/submit', '/settings'];
const YEAR_MS = 365 * 24 * 3600 * 1000;

/**
 * Serves the web UI: its files, and its one document at the paths of all of its pages.
 *
 * `directory`: other files than those that were built along; throws StartupError when it holds no index.html, and says what
 * `origin` calls the key. undefined: the web UI was not built, and there is nothing to serve.
 */
export function webUI(directory: string | undefined, origin: string): RequestHandler | undefined {
  const assets = directory === undefined ? BUILT : resolve(directory);
  const page = join(assets, 'index.html');
  if (!existsSync(page)) {
    if (directory === undefined) return undefined;
    throw new StartupError(`${origin}: there is no index.html in ${assets}, so these are not the files of a web UI`);
  }
  const router = Router();
  router.use('/assets', compression());
  // Their names change with their content.
  router.use('/assets', express.static(join(assets, 'assets'), { immutable: true, maxAge: YEAR_MS, index: false }));
  router.use(express.static(assets, { index: false, redirect: false, maxAge: 0 }));
  router.get(PAGES, (_request, response, next) => {
    // Installed files may have the same time in every version, so that it tells nothing.
    response.set('Cache-Control', 'no-cache').sendFile(page, { cacheControl: false, lastModified: false }, (error) => {
      // Whoever went away before the end got what they wanted.
      if (error !== undefined && !response.headersSent) next(error);
    });
  });
  return router;
}
