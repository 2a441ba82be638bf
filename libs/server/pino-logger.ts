import type { LoggerService } from '@nestjs/common';
import { destination, type Logger, pino } from 'pino';

/** Nest's own chatter about routes and modules; worth something only when one asks for more. */
const FRAMEWORK = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory', 'NestApplication']);

/** Nest's logger on pino: JSON lines on stderr, written before the call returns so that none is lost at a sudden end. */
export class PinoLogger implements LoggerService {
  private readonly pino: Logger;

  constructor(program: string, verbose: boolean) {
    this.pino = pino(
      {
        level: verbose ? 'debug' : 'info',
        base: { program, pid: process.pid },
        timestamp: pino.stdTimeFunctions.isoTime,
      },
      destination({ dest: 2, sync: true }),
    );
  }

  log(message: unknown, ...rest: unknown[]): void {
    const context = contextOf(rest);
    this.write(FRAMEWORK.has(context ?? '') ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest passes the context last; an error's stack comes before it. */
  private write(level: 'debug' | 'info' | 'warn' | 'error' | 'fatal', message: unknown, rest: unknown[]): void {
    const context = contextOf(rest);
    const stack = rest.slice(0, -1).find((part) => typeof part === 'string');
    const fields = { ...(context === undefined ? {} : { context }), ...(stack === undefined ? {} : { stack }) };
    if (message instanceof Error) this.pino[level]({ ...fields, err: message }, message.message);
    else if (typeof message === 'object' && message !== null) this.pino[level]({ ...fields, ...message });
    else this.pino[level](fields, String(message));
  }
}

function contextOf(rest: unknown[]): string | undefined {
  const last = rest.at(-1);
  return typeof last === 'string' ? last : undefined;
}
