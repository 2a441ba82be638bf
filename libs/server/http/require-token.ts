import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { HttpProblem } from './http-problem';
import { sendProblem } from './send-problem';

/** Asked by those who start and watch servers, and tell nothing. */
const ANYBODY = new Set(['/livez', '/readyz']);

/** Refuses requests that do not carry the token as a bearer token (RFC 6750), but for the probes. */
export function requireToken(token: string): RequestHandler {
  const wanted = digestOf(token);
  return (request, response, next) => {
    const [, given] = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? [];
    // Digests are of one length, and compared in the same time whatever they are.
    if (ANYBODY.has(request.path) || (given !== undefined && timingSafeEqual(digestOf(given), wanted))) return next();
    const message = 'The Authorization header must carry the token of this server: Bearer TOKEN';
    const headers = { 'WWW-Authenticate': 'Bearer' };
    sendProblem(request, response, new HttpProblem(401, 'unauthorized', message, [], headers));
  };
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
