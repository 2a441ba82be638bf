import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** Keys of the config file that both servers have; `port` differs in its default. */
export function serverKeys<P extends number>(port: P) {
  return {
    'web-threads': {
      type: 'integer',
      minimum: 1,
      maximum: 100_000,
      default: 50,
      description: 'Most HTTP requests handled at the same time; more wait their turn.',
    },
    port: { type: 'integer', minimum: 0, maximum: 65_535, default: port, description: 'TCP port; 0 takes a free one.' },
    ip: { type: 'string', minLength: 1, default: 'localhost', description: 'Address to listen on; 0.0.0.0 for all.' },
    cors: {
      type: 'object',
      additionalProperties: false,
      description: 'Which origins browsers may call from; none by default.',
      properties: {
        origins: {
          type: 'array',
          items: { type: 'string', pattern: '^(\\*|https?://[^/]+)$' },
          default: [],
          description: 'Such as https://pipelines.example.org; "*" is every origin.',
        },
      },
      required: ['origins'],
      default: { origins: [] },
    },
  } as const;
}

/** Where a program keeps what it stores when the config names no place: `$XDG_STATE_HOME/NAME` or `~/.local/state/NAME`. */
export function stateDirectory(name: string, configured: string | undefined): string {
  if (configured !== undefined) return resolve(configured);
  const xdg = process.env.XDG_STATE_HOME;
  // A relative one is to be ignored, says the XDG base directory specification.
  return join(xdg !== undefined && isAbsolute(xdg) ? xdg : join(homedir(), '.local', 'state'), name);
}
