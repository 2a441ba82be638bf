import { isIP } from 'node:net';
import type { NextFunction, Request, Response } from 'express';
import { HttpProblem } from './http-problem';
import { sendProblem } from './send-problem';

/** What the config's `cors.origins` allow: nothing when empty, `*` everything. */
export function corsOptions(origins: readonly string[]) {
  return {
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
    exposedHeaders: ['Location', 'Content-Range', 'Accept-Ranges', 'Retry-After'],
    maxAge: 600,
    // The route table answers OPTIONS, with what is allowed at the path.
    preflightContinue: true,
  };
}

/**
 * Refuses changes that a page of another origin asks for. CORS alone only hides the answers: a form or a `fetch` without
 * a content type reaches a server on localhost from any page, and this server runs commands. `ip`: what it listens on.
 */
export function refuseForeignChanges(origins: readonly string[], ip: string) {
  const anywhere = origins.includes('*');
  return (request: Request, response: Response, next: NextFunction): void => {
    const origin = request.headers.origin;
    const reads = request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS';
    if (origin === undefined || reads || anywhere || origins.includes(origin) || isOwn(origin, request, ip))
      return next();
    const message = `Pages of ${origin.slice(0, 200)} may not change anything here; the config's "cors" lists who may`;
    sendProblem(request, response, new HttpProblem(403, 'forbidden', message));
  };
}

/**
 * Whether the page is this server's. That it has the same name does not tell: whoever owns a name can have it mean this host
 * after his page was loaded (DNS rebinding). Nobody can do that with an address, or with a name for this host itself.
 */
function isOwn(origin: string, request: Request, ip: string): boolean {
  const { host } = request.headers;
  if (origin !== `http://${host}` && origin !== `https://${host}`) return false;
  const name = URL.canParse(origin) ? new URL(origin).hostname.replace(/^\[|\]$/g, '') : '';
  return isIP(name) > 0 || name === ip.toLowerCase() || /^(.+\.)?localhost$/.test(name);
}
