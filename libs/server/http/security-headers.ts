import helmet from 'helmet';

/** For a server that speaks plain HTTP and serves its own pages: nothing is upgraded to TLS behind the user's back. */
export function securityHeaders(): ReturnType<typeof helmet> {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'base-uri': ["'self'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'self'"],
        'img-src': ["'self'", 'data:'],
        'object-src': ["'none'"],
        'script-src': ["'self'"],
        // Swagger UI sets styles from its script.
        'style-src': [(request) => (request.url?.startsWith('/docs') ? "'self' 'unsafe-inline'" : "'self'")],
        'worker-src': ["'self'"],
      },
    },
    strictTransportSecurity: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    // Answers for configured origins are read across origins; CORS decides.
    crossOriginResourcePolicy: false,
  });
}
