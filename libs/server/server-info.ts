/** Injection token of `{name, version}` of the running program (wire's Version). */
export const SERVER_INFO = Symbol('server info');

/** Where the API lies; a controller's path begins with it. */
export const API_BASE = 'api/v1';
